;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Writes the squares of 0 to n - 1, a word each.
(module
  (import "js" "mem" (memory 1))
  (func (export "write_squares") (param $n i32)
    (local $i i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (i32.store (i32.shl (local.get $i) (i32.const 2)) (i32.mul (local.get $i) (local.get $i)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))))

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Adds the first n words. This module calls the same memory something else.
(module
  (import "host" "numbers" (memory 1))
  (func (export "total") (param $n i32) (result i32)
    (local $total i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.set $total (i32.add (local.get $total) (i32.load (i32.shl (local.get $n) (i32.const 2)))))
        (br $next)))
    (local.get $total)))

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Visits the numbers from n down to 1, each from one call deeper.
(module
  (import "host" "visit" (func $visit (param i32)))
  (func $descend (export "descend") (param $n i32)
    (if (local.get $n)
      (then
        (call $visit (local.get $n))
        (call $descend (i32.sub (local.get $n) (i32.const 1)))))))

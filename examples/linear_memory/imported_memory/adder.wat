;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Adds the words at 0 and at 4 of a memory that the host gives, and stores the result at 8.
(module
  (import "js" "mem" (memory 1))
  (func (export "sum")
    (i32.store (i32.const 8)
      (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4))))))

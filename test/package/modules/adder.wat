;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32)
    (i32.store (i32.const 8) (i32.add (local.get 0) (local.get 1)))
    (i32.load (i32.const 8))))

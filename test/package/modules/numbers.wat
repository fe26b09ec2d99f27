;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
(module
  (memory 1)
  (func $one (export "one") (result i32) (i32.load (i32.const 100)))
  (func $two (export "two") (result i32) (i32.load (i32.const 104)))
  (func $three (export "three") (result i32) (i32.add (call $one) (call $two)))
  (data (i32.const 100) "\01\00\00\00\02\00\00\00"))

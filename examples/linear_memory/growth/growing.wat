;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; A memory of one page that may grow to four, by the guest or by the host.
(module
  (memory (export "memory") 1 4)
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages)))
  (func (export "load") (param $address i32) (result i32) (i32.load (local.get $address)))
  (func (export "store") (param $address i32) (param $value i32)
    (i32.store (local.get $address) (local.get $value))))

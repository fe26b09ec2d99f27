;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; One page, whose last byte is at 65535.
(module
  (memory (export "memory") 1)
  (func $peek (export "peek") (param $address i32) (result i32)
    (i32.load8_u (local.get $address)))
  (func $poke (export "poke") (param $address i32) (param $value i32)
    (i32.store (local.get $address) (local.get $value))))

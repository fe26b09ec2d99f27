;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Asks the host for a temperature and tells it what to print.
(module
  (import "weather" "temperature" (func $temperature (result f64)))
  (import "console" "print" (func $print (param $text i32) (param $length i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "warm")
  (data (i32.const 4) "cold")

  (func (export "report")
    (call $print
      (select (i32.const 0) (i32.const 4) (f64.gt (call $temperature) (f64.const 20)))
      (i32.const 4))))

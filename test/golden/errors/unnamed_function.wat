;; A function without a name is told by its index.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x21: func 1: end expects i32, found i64{{$}}
(module
  (func)
  (func (result i32) (i64.const 1)))

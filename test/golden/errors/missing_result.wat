;; A function that does not leave its result.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x18: func $f: end expects i64, found nothing on the operand stack{{$}}
(module
  (func $f (result i64)))

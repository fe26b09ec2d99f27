;; An operand that is not there.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1a: func $f: i32.add expects i32, found nothing on the operand stack{{$}}
(module
  (func $f (result i32)
    i32.const 1
    i32.add))

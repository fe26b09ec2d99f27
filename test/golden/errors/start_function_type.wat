;; A start function with parameters.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x15: the start function must have type () -> (), found (i32) -> (){{$}}
(module
  (func $f (param i32))
  (start $f))

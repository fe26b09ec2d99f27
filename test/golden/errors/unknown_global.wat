;; A global that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x18: func $f: global.get names an unknown global, 2{{$}}
(module
  (func $f (result i32)
    (global.get 2)))

;; A name in the name section goes before the export's name.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x28: func $inner: end expects i32, found f32{{$}}
(module
  (func $inner (export "outer") (result i32)
    (f32.const 1)))

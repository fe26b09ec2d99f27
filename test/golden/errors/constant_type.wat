;; A global's initial value of another type.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0xf: end expects i32, found i64{{$}}
(module
  (global i32 (i64.const 1)))

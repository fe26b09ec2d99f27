;; A memory whose minimum is beyond its maximum.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0xb: size minimum must not be greater than maximum: 3 > 2{{$}}
(module
  (memory 3 2))

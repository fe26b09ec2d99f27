;; A memory of more than 4 GiB.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0xb: memory size must be at most 65536{{$}}
(module
  (memory 65537))

;; Two exports of one name.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x20: duplicate export name "run"{{$}}
(module
  (func (export "run"))
  (memory (export "run") 1))

;; A local variable that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x18: func $f: local.get names an unknown local, 3{{$}}
(module
  (func $f (param i32)
    (drop (local.get 3))))

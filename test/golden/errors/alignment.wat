;; An alignment beyond the access's own width.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1f: func $f: i32.load16_u has alignment 2^2: larger than natural{{$}}
(module
  (memory 1)
  (func $f (result i32)
    (i32.load16_u align=4 (i32.const 0))))

;; A write to an immutable global.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x21: func $f: global.set writes global 0, which is immutable{{$}}
(module
  (global $g i32 (i32.const 1))
  (func $f
    (global.set $g (i32.const 2))))

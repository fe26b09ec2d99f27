;; An access without a memory.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1a: func $f: i32.load names an unknown memory, 0{{$}}
(module
  (func $f (result i32)
    (i32.load (i32.const 0))))

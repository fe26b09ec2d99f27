;; A block type that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x20: func $f: call_indirect names an unknown type, 5{{$}}
(module
  (func $f (param i32)
    (call_indirect (type 5) (local.get 0)))
  (table 1 funcref))

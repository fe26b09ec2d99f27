;; An operand of the wrong type: the instruction, what it expects and what it found.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x23: func $f: i32.add expects i32, found f64{{$}}
(module
  (func $f (result i32)
    (i32.add (i32.const 1) (f64.const 2))))

;; Values that are left on the operand stack at the end of a function.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1c: func $f: end finds 1 operands more than the block's results{{$}}
(module
  (func $f (result i32)
    i32.const 1
    i32.const 2))

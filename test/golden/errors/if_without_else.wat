;; An `if` without `else` cannot give a value.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1f: func $f: end closes an if without else, whose parameters are not its results{{$}}
(module
  (func $f (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.const 1)))))

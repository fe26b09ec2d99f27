;; A tail call to a function with other results.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x22: func $f: return_call calls a function whose results are not those of the caller: found type () -> i64{{$}}
(module
  (func $g (result i64) (i64.const 1))
  (func $f (result i32)
    (return_call $g)))

;; An instruction that no constant expression may hold.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0xf: i32.popcnt is not constant: constant expression required{{$}}
(module
  (global i32 (i32.popcnt (i32.const 1))))

;; An indirect call without a table.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x19: func $f: call_indirect names an unknown table, 0{{$}}
(module
  (type $t (func))
  (func $f
    (call_indirect (type $t) (i32.const 0))))

;; call_indirect through a table of external references.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1f: func $f: call_indirect expects funcref, found externref{{$}}
(module
  (table 1 externref)
  (func $f
    (call_indirect (i32.const 0))))

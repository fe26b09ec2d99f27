;; table.init of an element segment that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x2a: func $f: table.init names an unknown element segment, 3{{$}}
(module
  (table 1 funcref)
  (func $f
    (table.init 3 (i32.const 0) (i32.const 0) (i32.const 0)))
  (elem func $f))

;; memory.init of a data segment that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x25: func $f: memory.init names an unknown data segment, 3{{$}}
(module
  (memory 1)
  (func $f
    (memory.init 3 (i32.const 0) (i32.const 0) (i32.const 0)))
  (data "x"))

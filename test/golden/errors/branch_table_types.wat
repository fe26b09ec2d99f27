;; The targets of a br_table disagree about the values that they take.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1e: func $f: br_table expects i32, found nothing on the operand stack{{$}}
(module
  (func $f (param i32)
    (block (result i32)
      (block
        (br_table 0 1 (local.get 0)))
      (i32.const 1))
    (drop)))

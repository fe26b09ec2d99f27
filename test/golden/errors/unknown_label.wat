;; A branch to a label that does not exist.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x19: func $f: br names an unknown label, 4{{$}}
(module
  (func $f
    (block (br 4))))

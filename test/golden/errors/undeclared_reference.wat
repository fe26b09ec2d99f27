;; ref.func of a function that no element segment, export or global declares.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1b: func $f: ref.func names function 0: undeclared function reference{{$}}
(module
  (func $g)
  (func $f
    (drop (ref.func $g))))

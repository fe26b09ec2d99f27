;; A select of references needs its type written.
;;
;; RUN: wat2wasm --enable-tail-call --no-check --debug-names %s -o %t.wasm
;; RUN: %not 1 %wasm2cpp validate %t.wasm | %FileCheck %s
;;
;; CHECK: {{^.*}}.wasm:0x1e: func $f: select expects numbers or vectors, found externref{{$}}
(module
  (func $f (param externref)
    (drop (select (local.get 0) (local.get 0) (i32.const 1)))))

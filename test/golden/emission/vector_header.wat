;; What vectors cost to include, only modules with vectors pay: a type is enough, and a local.
;;
;; RUN: rm -rf %t && mkdir %t
;; RUN: echo '(module (func (export "f") (param i32) (result i32) (local.get 0)))' > %t/none.wat
;; RUN: echo '(module (import "a" "f" (func (param v128))))' > %t/type.wat
;; RUN: echo '(module (func (local v128) (drop (local.get 0))))' > %t/local.wat
;; RUN: %wasm2cpp %t/none.wat -o - | %FileCheck %s --check-prefix=NONE
;; RUN: %emit %t/type.wat | %FileCheck %s
;; RUN: %emit %t/local.wat | %FileCheck %s
;; NONE-NOT: simd.hpp
;; CHECK: #include <wasm2cpp/guest.hpp>
;; CHECK-NEXT: #include <wasm2cpp/guest/simd.hpp>

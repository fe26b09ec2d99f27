;; With shards the main file holds the constant tables, and declares the functions in them; shards name them only.
;;
;; RUN: %emit %s --shards 1 | %FileCheck %s
(module
  (type $nullary (func (result i32)))
  (import "host" "zero" (func $zero (type $nullary)))
  (table 2 funcref)
  (elem (i32.const 0) func $one $zero)
  ;; CHECK: // golden.1.cpp:
  ;; CHECK-NOT: static u32 zero(
  ;; CHECK: {{^}}extern WASM2CPP_HIDDEN const constant_element table_0[2];
  ;; CHECK: call_constant_table<u32()>(self, m, table_0, p0, 1)
  (func $f (param i32) (result i32) (call_indirect (type $nullary) (local.get 0)))
  (func $one (type $nullary) (i32.const 1))
  ;; CHECK: // golden.cpp:
  ;; CHECK: WASM2CPP_INLINE static u32 zero(state* self, mem32 m) {
  ;; CHECK: WASM2CPP_GUEST WASM2CPP_HIDDEN u32 one(state* self, mem32 m);
  ;; CHECK: extern WASM2CPP_HIDDEN const constant_element table_0[2] = {
  ;; CHECK-NEXT:   {reinterpret_cast<void (*)()>(one), 1},
  ;; CHECK-NEXT:   {reinterpret_cast<void (*)()>(zero), 1},
  )

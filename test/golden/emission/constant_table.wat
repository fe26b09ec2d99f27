;; A table that never changes is constant data: later segments win, an imported function is what direct calls of it go
;; through, and equal types have one number. No instance has the table, or records of its functions; no segment is
;; applied.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "host" "maximum" (func $maximum (type $binary)))
  (type $binary_again (func (param i32 i32) (result i32)))
  (table $operators 6 funcref)
  (elem (i32.const 1) func $sub $sub)
  (elem (i32.const 2) funcref (ref.func $add) (ref.func $maximum) (ref.null func))
  ;; CHECK: WASM2CPP_INLINE static u32 maximum(state* self, mem32 m, u32 p0, u32 p1) {
  ;; CHECK: static const constant_element table_0[6] = {
  ;; CHECK-NEXT:   {},
  ;; CHECK-NEXT:   {reinterpret_cast<void (*)()>(sub), 1},
  ;; CHECK-NEXT:   {reinterpret_cast<void (*)()>(add), 1},
  ;; CHECK-NEXT:   {reinterpret_cast<void (*)()>(maximum), 1},
  ;; CHECK-NEXT: };
  ;; CHECK-LABEL: u32 apply(state* self, mem32 m, u32 op, u32 x) {
  ;; CHECK-NEXT:   const u32 result = call_constant_table<u32(u32, u32)>(self, m, table_0, op, 1, x, 2);
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return result;
  ;; CHECK-NEXT: }
  (func $apply (param $op i32) (param $x i32) (result i32)
    (call_indirect $operators (type $binary_again) (local.get $x) (i32.const 2) (local.get $op)))
  (func $add (type $binary_again) (i32.add (local.get 0) (local.get 1)))
  (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
  ;; CHECK-NOT: element_0
  ;; CHECK-NOT: function_list
  ;; CHECK-NOT: table_init
  ;; CHECK: {.min = 6, .element = {.kind = kind_reference, .nullable = 1, .heap = -1}, .is_constant = true},
  )

;; An indirect call names the table, the index, and the canonical type, which is one of the module's.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $binary (func (param i32 i32) (result i32)))
  (table $operators (export "operators") 4 funcref)
  ;; CHECK-LABEL: u32 apply(state* self, mem32 m, u32 op, u32 x) {
  ;; CHECK-NEXT:   const u32 result = call_indirect<u32(u32, u32)>(self->table_space[0], op, types[0], x, 2);
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return result;
  ;; CHECK-NEXT: }
  (func $apply (param $op i32) (param $x i32) (result i32)
    (call_indirect $operators (type $binary) (local.get $x) (i32.const 2) (local.get $op))))

;; Element segments are lists of function slots, imports first, and what is null is no_slot.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "log" (func $log))
  (table $t 4 funcref)
  (func $unused)
  (func $used)
  (elem (i32.const 1) func $used $log)
  (elem $later funcref (ref.null func) (ref.func $used))
  (func (export "f") (table.init $t $later (i32.const 0) (i32.const 0) (i32.const 2)))
  ;; CHECK: static const u32 element_0[] = {1, 0, };
  ;; CHECK-NEXT: static const u32 element_1[] = {no_slot, 1, };
  ;; CHECK: table_init_active(self, self->table_space[0], 1, element_0, 2);
  ;; CHECK-NEXT: self->element_space[1] = element_segment{element_1, nullptr, 2};
  )

;; An instance is made in the specification's order: globals, tables, elements, data, and the start function last.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "base" (global $base i32))
  (memory 1)
  (table 2 funcref)
  (global $g (mut i64) (i64.const 7))
  (start $begin)
  (data (i32.const 0) "x")
  (elem (global.get $base) func $begin)
  ;; CHECK-LABEL: static void initialize_0(state* self, mem32 m) {
  ;; CHECK-NEXT:   self->g = 7;
  ;; CHECK-NEXT:   table_init_active(self, self->table_space[0], self->base_, element_0, 1);
  ;; CHECK-NEXT:   data_init_runs(self->memory_space[0], data_runs_0 + 0, 1, data_0 + 0);
  ;; CHECK-NEXT:   begin(self, m);
  ;; CHECK-NEXT: }
  (func $begin))

;; Bulk instructions name memories and segments; dropped ones are remembered in the instance.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  (data $text "hello")
  ;; CHECK-LABEL: void f(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   memory_init(self->memory_space[0], self->data_space[0], p, 0, 5);
  ;; CHECK-NEXT:   data_drop(self->data_space[0]);
  ;; CHECK-NEXT:   memory_copy(self->memory_space[0], self->memory_space[0], 0, p, 5);
  ;; CHECK-NEXT:   memory_fill(self->memory_space[0], p, 0, 5);
  ;; CHECK-NEXT: }
  (func $f (param $p i32)
    (memory.init $text (local.get $p) (i32.const 0) (i32.const 5))
    (data.drop $text)
    (memory.copy (i32.const 0) (local.get $p) (i32.const 5))
    (memory.fill (local.get $p) (i32.const 0) (i32.const 5))))

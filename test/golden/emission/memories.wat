;; Memory 0 is a parameter; other memories get their handle once, at the head of the function.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory $first 1)
  (memory $second 1)
  (memory $third 1)
  ;; CHECK-LABEL: u32 f(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   const mem32 m1 = memory_of<mem32>(self->memory_space[1]);
  ;; CHECK-NEXT:   i32_store(m1, p, i32_load(m, p, 0), 0);
  ;; CHECK-NEXT:   i32_store(m1, p, i32_load(m, p, 4), 4);
  ;; CHECK-NEXT:   return u32(memory_size(self->memory_space[2]));
  ;; CHECK-NEXT: }
  (func $f (param $p i32) (result i32)
    (i32.store $second (local.get $p) (i32.load $first (local.get $p)))
    (i32.store $second offset=4 (local.get $p) (i32.load $first offset=4 (local.get $p)))
    (memory.size $third)))

;; A 64-bit memory has a handle of its own type, which is always checked; its addresses are u64.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory i64 1)
  ;; CHECK-LABEL: u64 f(state* self, mem32 m, u64 p) {
  ;; CHECK-NEXT:   const mem64 m0 = memory_of<mem64>(self->memory_space[0]);
  ;; CHECK-NEXT:   i64_store(m0, p, memory_size(self->memory_space[0]), 4294967295u);
  ;; CHECK-NEXT:   return memory_grow(self->memory_space[0], 1);
  ;; CHECK-NEXT: }
  (func $f (param $p i64) (result i64)
    (i64.store offset=0xffff_ffff (local.get $p) (memory.size))
    (memory.grow (i64.const 1))))

;; Atomic instructions are functions that stay in order, among themselves and with loads: what waits is saved before them.
;; Those that wait and notify are given the memory itself.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK: #include <wasm2cpp/guest/atomic.hpp>
  (memory 1)
  ;; CHECK-LABEL: u32 add(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   const u32 t0 = i32_load(m, p, 0);
  ;; CHECK-NEXT:   return t0 - i32_atomic_rmw8_add_u(m, p, 1, 8);
  ;; CHECK-NEXT: }
  (func $add (param $p i32) (result i32)
    (i32.sub
      (i32.load (local.get $p))
      (i32.atomic.rmw8.add_u offset=8 (local.get $p) (i32.const 1))))
  ;; CHECK-LABEL: void in_order(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   i32_atomic_load(m, p, 0);
  ;; CHECK-NEXT:   atomic_fence();
  ;; CHECK-NEXT:   i32_atomic_store(m, p, 1, 0);
  ;; CHECK-NEXT: }
  (func $in_order (param $p i32)
    (drop (i32.atomic.load (local.get $p)))
    (atomic.fence)
    (i32.atomic.store (local.get $p) (i32.const 1)))
  ;; CHECK-LABEL: u32 wait_at(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   return memory_atomic_wait32(self->memory_space[0], p, 7, 18446744073709551615u, 4);
  ;; CHECK-NEXT: }
  (func $wait_at (param $p i32) (result i32)
    (memory.atomic.wait32 offset=4 (local.get $p) (i32.const 7) (i64.const -1)))
  ;; CHECK-LABEL: u32 wake(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   return memory_atomic_notify(self->memory_space[0], p, 1, 0);
  ;; CHECK-NEXT: }
  (func $wake (param $p i32) (result i32)
    (memory.atomic.notify (local.get $p) (i32.const 1))))

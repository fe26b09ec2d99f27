;; A value that only reads waits past a trap; one that traps does not wait past a write.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (global $count (mut i32) (i32.const 0))
  ;; CHECK-LABEL: u32 f(state* self, mem32 m, u32 a, u32 b) {
  ;; CHECK-NEXT:   const u32 t0 = i32_div_u(a, b);
  ;; CHECK-NEXT:   self->count = 1;
  ;; CHECK-NEXT:   return t0;
  ;; CHECK-NEXT: }
  (func $f (param $a i32) (param $b i32) (result i32)
    (i32.div_u (local.get $a) (local.get $b))
    (global.set $count (i32.const 1)))
  ;; CHECK-LABEL: u32 g(state* self, mem32 m, u32 a, u32 b) {
  ;; CHECK-NEXT:   self->count = 2;
  ;; CHECK-NEXT:   return a * b;
  ;; CHECK-NEXT: }
  (func $g (param $a i32) (param $b i32) (result i32)
    (i32.mul (local.get $a) (local.get $b))
    (global.set $count (i32.const 2))))

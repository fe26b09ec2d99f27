;; In conditions, eqz turns the comparison round; other values are compared with zero.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (global $x (mut i32) (i32.const 0))
  ;; CHECK-LABEL: void f(state* self, mem32 m, u32 a, u32 b, f64 c) {
  ;; CHECK-NEXT:   if (a == 0) {
  ;; CHECK-NEXT:     self->x = 1;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (a != 0) {
  ;; CHECK-NEXT:     self->x = 2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (i32_ge_s(a, b)) {
  ;; CHECK-NEXT:     self->x = 3;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (a >= b) {
  ;; CHECK-NEXT:     self->x = 4;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (!(c < 2.0)) {
  ;; CHECK-NEXT:     self->x = 5;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if ((a & 1) != 0) {
  ;; CHECK-NEXT:     self->x = 6;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $f (param $a i32) (param $b i32) (param $c f64)
    (if (i32.eqz (local.get $a)) (then (global.set $x (i32.const 1))))
    (if (i32.eqz (i32.eqz (local.get $a))) (then (global.set $x (i32.const 2))))
    (if (i32.eqz (i32.lt_s (local.get $a) (local.get $b))) (then (global.set $x (i32.const 3))))
    (if (i32.eqz (i32.lt_u (local.get $a) (local.get $b))) (then (global.set $x (i32.const 4))))
    ;; Not so for floats, because of NaNs.
    (if (i32.eqz (f64.lt (local.get $c) (f64.const 2))) (then (global.set $x (i32.const 5))))
    (if (i32.and (local.get $a) (i32.const 1)) (then (global.set $x (i32.const 6))))))

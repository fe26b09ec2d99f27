;; Two br_if to the same label, one after the other, are one condition with ||.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (global $inside (mut i32) (i32.const 0))
  ;; CHECK-LABEL: void f(state* self, mem32 m, u32 x) {
  ;; CHECK-NEXT:   if (!(x < 10 || x > 20)) {
  ;; CHECK-NEXT:     self->inside = 1;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $f (param $x i32)
    (block $out
      (br_if $out (i32.lt_u (local.get $x) (i32.const 10)))
      (br_if $out (i32.gt_u (local.get $x) (i32.const 20)))
      (global.set $inside (i32.const 1)))))

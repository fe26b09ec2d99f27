;; A block that br_if leaves early is an if.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (global $count (mut i32) (i32.const 0))
  ;; CHECK-LABEL: void count_positive(state* self, mem32 m, u32 x) {
  ;; CHECK-NEXT:   if (i32_gt_s(x, 0)) {
  ;; CHECK-NEXT:     self->count = self->count + 1;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $count_positive (param $x i32)
    (block $out
      (br_if $out (i32.le_s (local.get $x) (i32.const 0)))
      (global.set $count (i32.add (global.get $count) (i32.const 1))))))

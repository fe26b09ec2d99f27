;; A branch to an outer loop, where C++ has no continue for it, is a goto; all others are not.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "step" (func $step (result i32)))
  ;; CHECK-LABEL: void f(state* self) {
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     for (;;) {
  ;; CHECK-NEXT:       if (step(self) != 0) continue;
  ;; CHECK-NEXT:       if (step(self) != 0) goto L1;
  ;; CHECK-NEXT:       if (step(self) != 0) continue;
  ;; CHECK-NEXT:       break;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     if (step(self) != 0) continue;
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT: }
  (func $f
    (loop $outer
      (loop $inner
        (br_if $inner (call $step))
        (br_if $outer (call $step))
        (br_if $inner (call $step)))
      (br_if $outer (call $step)))))

;; In a switch inside a loop, `continue` still goes to the loop; what leaves the loop is a goto.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "step" (func $step (result i32)))
  ;; CHECK-LABEL: void f(state* self) {
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     switch (step(self)) {
  ;; CHECK-NEXT:       case 0:
  ;; CHECK-NEXT:         continue;
  ;; CHECK-NEXT:       case 1:
  ;; CHECK-NEXT:         goto L1;
  ;; CHECK-NEXT:       default:
  ;; CHECK-NEXT:         break;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     step(self);
  ;; CHECK-NEXT:     continue;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT: }
  (func $f
    (block $out
      (loop $next
        (block $other
          (br_table $next $out $other (call $step)))
        (drop (call $step))
        (br $next)))))

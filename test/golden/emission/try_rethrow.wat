;; A catch that something rethrows keeps a reference to the exception; others release it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $e)
  (func $f (throw $e))
  (global $g (mut i32) (i32.const 0))
  ;; CHECK-LABEL: void clean_up(state* self, mem32 m) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   exnref b1;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     f(self, m);
  ;; CHECK-NEXT:     goto L1;
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   b1 = capture_exception(caught);
  ;; CHECK-NEXT:   self->g = 1;
  ;; CHECK-NEXT:   throw_ref(b1);
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT: }
  (func $clean_up
    (try
      (do (call $f))
      (catch_all (global.set $g (i32.const 1)) (rethrow 0)))))

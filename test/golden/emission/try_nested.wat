;; What an inner try does not catch goes on to the outer one's catches by a goto, without a second throw.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $e)
  (tag $o)
  (func $f (throw $e))
  ;; CHECK-LABEL: void nested(state* self, mem32 m) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     try {
  ;; CHECK-NEXT:       f(self, m);
  ;; CHECK-NEXT:       goto L3;
  ;; CHECK-NEXT:     } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:       caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     if (has_tag(caught, self->tag_space[1])) {
  ;; CHECK-NEXT:       release_exception(caught);
  ;; CHECK-NEXT:     } else {
  ;; CHECK-NEXT:       goto L2;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT: L3:;
  ;; CHECK-NEXT:     goto L1;
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT:   if (has_tag(caught, self->tag_space[0])) {
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     throw_again(caught);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT: }
  (func $nested
    (try
      (do (try (do (call $f)) (catch $o)))
      (catch $e))))

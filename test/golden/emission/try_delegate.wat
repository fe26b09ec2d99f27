;; A delegate goes to the catches of the block that it names, or out of the function, past the C++ tries on its way.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $e)
  (func $f (throw $e))
  ;; CHECK-LABEL: void to_outermost(state* self, mem32 m) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     try {
  ;; CHECK-NEXT:       try {
  ;; CHECK-NEXT:         f(self, m);
  ;; CHECK-NEXT:         goto L5;
  ;; CHECK-NEXT:       } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:         caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:       }
  ;; CHECK-NEXT:       goto L2;
  ;; CHECK-NEXT: L5:;
  ;; CHECK-NEXT:       goto L3;
  ;; CHECK-NEXT:     } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:       caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     if (has_tag(caught, self->tag_space[0])) {
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
  (func $to_outermost
    (try $outermost
      (do (try
        (do (try (do (call $f)) (delegate $outermost)))
        (catch $e)))
      (catch $e)))
  ;; CHECK-LABEL: void to_caller(state* self, mem32 m) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     try {
  ;; CHECK-NEXT:       f(self, m);
  ;; CHECK-NEXT:       goto L3;
  ;; CHECK-NEXT:     } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:       caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     goto L5;
  ;; CHECK-NEXT: L3:;
  ;; CHECK-NEXT:     goto L1;
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   goto L2;
  ;; CHECK-NEXT: L5:;
  ;; CHECK-NEXT:   throw_again(caught);
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT:   if (has_tag(caught, self->tag_space[0])) {
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     throw_again(caught);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT: }
  (func $to_caller
    (try
      (do (try (do (call $f)) (delegate 1)))
      (catch $e))))

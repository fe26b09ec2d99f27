;; A try is a C++ try whose handler only notes what was caught. The catches stand behind it, so that no guest code runs in
;; a C++ handler; an exception that none is for is thrown again.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $e (param i32))
  (tag $o)
  (func $f (param i32) (result i32) (throw $e (local.get 0)))
  ;; CHECK-LABEL: u32 one(state* self, mem32 m, u32 x) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   u32 b2;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     b2 = f(self, m, x);
  ;; CHECK-NEXT:     goto L1;
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (has_tag(caught, self->tag_space[0])) {
  ;; CHECK-NEXT:     const u32 t0 = exception_value<u32>(caught, 0);
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:     b2 = t0;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     throw_again(caught);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   return b2;
  ;; CHECK-NEXT: }
  (func $one (param $x i32) (result i32)
    (try (result i32) (do (call $f (local.get $x))) (catch $e)))
  ;; CHECK-LABEL: u32 all(state* self, mem32 m, u32 x) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   u32 b2;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     b2 = f(self, m, x);
  ;; CHECK-NEXT:     goto L1;
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (has_tag(caught, self->tag_space[1])) {
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:     b2 = 1;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:     b2 = 2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   return b2;
  ;; CHECK-NEXT: }
  (func $all (param $x i32) (result i32)
    (try (result i32)
      (do (call $f (local.get $x)))
      (catch $o (i32.const 1))
      (catch_all (i32.const 2)))))

;; Branches leave a try as they leave other blocks: by break and continue where C++ has them.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $e)
  (func $f (param i32) (result i32) (throw $e))
  ;; CHECK-LABEL: u32 loop(state* self, mem32 m, u32 n) {
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     try {
  ;; CHECK-NEXT:       if (f(self, m, n) != 0) break;
  ;; CHECK-NEXT:       n = n - 1;
  ;; CHECK-NEXT:       continue;
  ;; CHECK-NEXT:     } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:       caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     if (has_tag(caught, self->tag_space[0])) {
  ;; CHECK-NEXT:       release_exception(caught);
  ;; CHECK-NEXT:       if (n == 0) continue;
  ;; CHECK-NEXT:     } else {
  ;; CHECK-NEXT:       throw_again(caught);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return n;
  ;; CHECK-NEXT: }
  (func $loop (param $n i32) (result i32)
    (block $out
      (loop $next
        (try
          (do
            (br_if $out (call $f (local.get $n)))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br $next))
          (catch $e (br_if $next (i32.eqz (local.get $n)))))))
    (local.get $n)))

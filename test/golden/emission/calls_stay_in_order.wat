;; A call may do anything: it becomes a statement before what may see it, in the order of Wasm.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "next" (func $next (result i32)))
  (memory 1)
  ;; CHECK-LABEL: u32 difference(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   const u32 t0 = i32_load(m, p, 0);
  ;; CHECK-NEXT:   const u32 t1 = next(self);
  ;; CHECK-NEXT:   const u32 result = t0 + (t1 - next(self));
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return result;
  ;; CHECK-NEXT: }
  (func $difference (param $p i32) (result i32)
    (i32.add (i32.load (local.get $p)) (i32.sub (call $next) (call $next)))))

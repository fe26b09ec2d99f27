;; Dropping a load forces it, because it may trap; dropping what cannot trap leaves nothing.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "f" (func $host (result i32)))
  (memory 1)
  ;; CHECK-LABEL: void f(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   drop_load(i32_load(m, p, 0));
  ;; CHECK-NEXT:   i32_div_u(1, p);
  ;; CHECK-NEXT:   host(self);
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT: }
  (func $f (param $p i32)
    (drop (i32.load (local.get $p)))
    (drop (i32.mul (local.get $p) (i32.const 3)))
    (drop (i32.div_u (i32.const 1) (local.get $p)))
    (drop (call $host))))

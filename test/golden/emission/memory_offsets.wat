;; Address and offset go to the runtime as two: they are added there, in 64 bits.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 f(mem32 m, u32 p) {
  ;; CHECK-NEXT:   i64_store16(m, p, 1, 4294967295u);
  ;; CHECK-NEXT:   return i32_load8_s(m, p + 4, 3);
  ;; CHECK-NEXT: }
  (func $f (param $p i32) (result i32)
    (i64.store16 offset=4294967295 (local.get $p) (i64.const 1))
    (i32.load8_s offset=3 (i32.add (local.get $p) (i32.const 4)))))

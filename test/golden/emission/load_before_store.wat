;; A load may not move past a store: it is saved in a temporary first.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 exchange(mem32 m, u32 p, u32 value) {
  ;; CHECK-NEXT:   const u32 t0 = i32_load(m, p, 0);
  ;; CHECK-NEXT:   i32_store(m, p, value, 0);
  ;; CHECK-NEXT:   return t0;
  ;; CHECK-NEXT: }
  (func $exchange (param $p i32) (param $value i32) (result i32)
    (i32.load (local.get $p))
    (i32.store (local.get $p) (local.get $value))))

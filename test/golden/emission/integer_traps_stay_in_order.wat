;; Two divisions may not swap: each may trap in two ways, and the host sees which came first.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 quotients(u32 a, u32 b) {
  ;; CHECK-NEXT:   const u32 t0 = i32_div_s(a, b);
  ;; CHECK-NEXT:   return t0 + i32_div_s(b, a);
  ;; CHECK-NEXT: }
  (func $quotients (param $a i32) (param $b i32) (result i32)
    (i32.add (i32.div_s (local.get $a) (local.get $b)) (i32.div_s (local.get $b) (local.get $a)))))

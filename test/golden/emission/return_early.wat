;; A return in the middle is a return.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 f(u32 x) {
  ;; CHECK-NEXT:   if (x == 0) {
  ;; CHECK-NEXT:     return 4294967295u;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return i32_div_u(100, x);
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (result i32)
    (if (i32.eqz (local.get $x)) (then (return (i32.const -1))))
    (i32.div_u (i32.const 100) (local.get $x))))

;; Several results are `values`; a call of such a function is saved, and its parts are taken one by one.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<u32, u32> divide(u32 a, u32 b) {
  ;; CHECK-NEXT:   const u32 t0 = i32_div_u(a, b);
  ;; CHECK-NEXT:   return values_of<u32, u32>(t0, i32_rem_u(a, b));
  ;; CHECK-NEXT: }
  (func $divide (param $a i32) (param $b i32) (result i32 i32)
    (i32.div_u (local.get $a) (local.get $b))
    (i32.rem_u (local.get $a) (local.get $b)))
  ;; CHECK-LABEL: u32 f(u32 x) {
  ;; CHECK-NEXT:   const values<u32, u32> t0 = divide(x, 10);
  ;; CHECK-NEXT:   return get<0>(t0) - get<1>(t0);
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (result i32)
    (i32.sub (call $divide (local.get $x) (i32.const 10)))))

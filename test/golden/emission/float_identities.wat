;; Zeros, ones and NaNs are constants that no compiler folds: x * 1 quiets a signalling NaN in Wasm.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<f32, f32, f32> f(f32 x) {
  ;; CHECK-NEXT:   return values_of<f32, f32, f32>(x * f32_constant<0x3f800000u>(), x - f32_constant<0x80000000u>(), x * 1.5f);
  ;; CHECK-NEXT: }
  (func $f (param $x f32) (result f32 f32 f32)
    (f32.mul (local.get $x) (f32.const 1))
    (f32.sub (local.get $x) (f32.const -0))
    (f32.mul (local.get $x) (f32.const 1.5)))
  ;; CHECK-LABEL: values<f32, f64, f64> g() {
  ;; CHECK-NEXT:   return values_of<f32, f64, f64>(f32_constant<0x7fa00000u>(), f64_constant<0xfff8000000000000ull>(), f64_constant<0x7ff0000000000000ull>());
  ;; CHECK-NEXT: }
  (func $g (result f32 f64 f64)
    (f32.const nan:0x200000)
    (f64.const -nan)
    (f64.const inf)))

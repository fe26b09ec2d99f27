;; In a module that computes with float vectors, constants with a lane that compilers fold wrongly (0, 1, a signalling
;; NaN) are opaque, also those that an integer splat makes, and the zero of a local.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<v128, v128, v128> f(v128 a) {
  ;; CHECK-NEXT:   v128 zero = v128_zero();
  ;; CHECK-NEXT:   return values_of<v128, v128, v128>(f32x4_mul(a, v128_opaque_const(0x3f800000u, 0x40000000u, 0x40400000u, 0x40800000u)), f32x4_mul(a, v128_const(0x40000000u, 0x40000000u, 0x40000000u, 0x40000000u)), f32x4_sub(f32x4_add(a, i32x4_splat(hidden(1065353216u))), zero));
  ;; CHECK-NEXT: }
  (func $f (param $a v128) (result v128 v128 v128) (local $zero v128)
    (f32x4.mul (local.get $a) (v128.const f32x4 1 2 3 4))
    (f32x4.mul (local.get $a) (v128.const f32x4 2 2 2 2))
    (f32x4.sub (f32x4.add (local.get $a) (i32x4.splat (i32.const 0x3f800000))) (local.get $zero)))

  ;; CHECK-LABEL: v128 splat_of_64_bits(v128 a) {
  ;; CHECK-NEXT:   return f64x2_add(a, i64x2_splat(hidden(10387ull)));
  (func $splat_of_64_bits (param $a v128) (result v128)
    (f64x2.add (local.get $a) (i64x2.splat (i64.const 10387)))))

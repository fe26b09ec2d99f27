;; In a module that computes with vectors of integers only, no constant is opaque: compilers know much about zeros.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: v128 f(v128 a) {
  ;; CHECK-NEXT:   v128 zero = v128_const(0x0u, 0x0u, 0x0u, 0x0u);
  ;; CHECK-NEXT:   return i8x16_eq(i32x4_add(a, v128_const(0x0u, 0x1u, 0xffffffffu, 0x3f800000u)), zero);
  ;; CHECK-NEXT: }
  (func $f (param $a v128) (result v128) (local $zero v128)
    (i8x16.eq (i32x4.add (local.get $a) (v128.const i32x4 0 1 -1 0x3f800000)) (local.get $zero)))
  ;; CHECK-LABEL: v128 g(v128 a) {
  ;; CHECK-NEXT:   return i64x2_sub(i32x4_splat(1), a);
  ;; CHECK-NEXT: }
  (func $g (param $a v128) (result v128)
    (i64x2.sub (i32x4.splat (i32.const 1)) (local.get $a))))

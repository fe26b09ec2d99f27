;; A shift by a constant is an operator, its distance taken modulo the width; else it is a function.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<u32, u32, u64> f(u32 x, u64 y, u32 n) {
  ;; CHECK-NEXT:   return values_of<u32, u32, u64>(x << 1, i32_shr_u(x, n), y >> 63);
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (param $y i64) (param $n i32) (result i32 i32 i64)
    (i32.shl (local.get $x) (i32.const 33))
    (i32.shr_u (local.get $x) (local.get $n))
    (i64.shr_u (local.get $y) (i64.const 63))))

;; A comparison as a number is converted: C++ would promote bool to int, which is signed.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 f(u32 a, u32 b) {
  ;; CHECK-NEXT:   return u32(a < b) - u32(i32_gt_s(a, b));
  ;; CHECK-NEXT: }
  (func $f (param $a i32) (param $b i32) (result i32)
    (i32.sub (i32.lt_u (local.get $a) (local.get $b)) (i32.gt_s (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 g(u32 a, u32 b) {
  ;; CHECK-NEXT:   return u32(a == 0) << 31;
  ;; CHECK-NEXT: }
  (func $g (param $a i32) (param $b i32) (result i32)
    (i32.shl (i32.eqz (local.get $a)) (i32.const 31)))
  ;; CHECK-LABEL: u32 h(u32 a, u32 b) {
  ;; CHECK-NEXT:   switch (u32(a == b)) {
  (func $h (param $a i32) (param $b i32) (result i32)
    (block $else
      (block $one
        (br_table $else $one (i32.eq (local.get $a) (local.get $b))))
      (return (i32.const 11)))
    (i32.const 12)))

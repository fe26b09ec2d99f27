;; A select of two signed numbers by a comparison of them is their minimum or maximum; equal ones are the same.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 smaller_one(u32 a, u32 b) {
  ;; CHECK-NEXT: return i32_min_s(a, b);
  (func $smaller_one (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_s (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 larger_one(u32 a, u32 b) {
  ;; CHECK-NEXT: return i32_max_s(a, b);
  (func $larger_one (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.ge_s (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 the_other(u32 a, u32 b) {
  ;; CHECK-NEXT: return i32_max_s(b, a);
  (func $the_other (param $a i32) (param $b i32) (result i32)
    (select (local.get $b) (local.get $a) (i32.le_s (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 not_smaller(u32 a, u32 b) {
  ;; CHECK-NEXT: return i32_max_s(a, b);
  (func $not_smaller (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.eqz (i32.lt_s (local.get $a) (local.get $b)))))
  ;; CHECK-LABEL: u64 clamped(u64 x) {
  ;; CHECK-NEXT: x = i64_max_s(18446744073709551611u, x);
  ;; CHECK-NEXT: return i64_min_s(255, x) + 1;
  (func $clamped (param $x i64) (result i64)
    (local.set $x (select (i64.const -5) (local.get $x) (i64.lt_s (local.get $x) (i64.const -5))))
    (i64.add (select (i64.const 255) (local.get $x) (i64.gt_s (local.get $x) (i64.const 255))) (i64.const 1)))
  ;; CHECK-LABEL: u32 of_three(u32 a, u32 b, u32 c) {
  ;; CHECK-NEXT: return i32_lt_s(a, b) ? a : c;
  (func $of_three (param $a i32) (param $b i32) (param $c i32) (result i32)
    (select (local.get $a) (local.get $c) (i32.lt_s (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 unsigned_ones(u32 a, u32 b) {
  ;; CHECK-NEXT: return a < b ? a : b;
  (func $unsigned_ones (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))
  ;; The comparison's numbers, though of the same bits, are not those selected.
  ;; CHECK-LABEL: f32 floats() {
  ;; CHECK-NEXT: return i32_lt_s(0, 7) ? f32_constant<0x0u>() : 1e-44f;
  (func $floats (result f32)
    (select (f32.const 0) (f32.const 0x7p-149) (i32.lt_s (i32.const 0) (i32.const 7)))))

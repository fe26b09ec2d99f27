;; Integers are unsigned, and adding a number near 2^32 is subtracting a small one.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<u32, u32, u64, u64> f(u32 x, u64 y) {
  ;; CHECK-NEXT:   return values_of<u32, u32, u64, u64>(x - 16, x & 4294967280u, y - 1, y | 9223372036854775808u);
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (param $y i64) (result i32 i32 i64 i64)
    (i32.add (local.get $x) (i32.const -16))
    (i32.and (local.get $x) (i32.const -16))
    (i64.add (local.get $y) (i64.const -1))
    (i64.or (local.get $y) (i64.const 0x8000_0000_0000_0000)))
  ;; CHECK-LABEL: u32 g() {
  ;; CHECK-NEXT:   return 2147483647u + 1u;
  ;; CHECK-NEXT: }
  (func $g (result i32) (i32.add (i32.const 0x7fff_ffff) (i32.const 1))))

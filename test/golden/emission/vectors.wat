;; Lanes and shuffles become template arguments; bitwise instructions, which mean the same in C++, are operators.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK: #include <wasm2cpp/guest/simd.hpp>
  ;; CHECK-LABEL: v128 f(mem32 m, u32 p, v128 a) {
  ;; CHECK-NEXT:   v128_store(m, p, (a & v128_load(m, p, 0)) ^ v128_not(a), 16);
  ;; CHECK-NEXT:   v128_store16_lane<3>(m, p, a, 2);
  ;; CHECK-NEXT:   return i8x16_shuffle<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(v128_load8_lane<15>(m, p, a, 0), i32x4_replace_lane<1>(a, i32x4_extract_lane<2>(a)));
  ;; CHECK-NEXT: }
  (func $f (param $p i32) (param $a v128) (result v128)
    (v128.store offset=16 (local.get $p) (v128.xor (v128.and (local.get $a) (v128.load (local.get $p))) (v128.not (local.get $a))))
    (v128.store16_lane offset=2 3 (local.get $p) (local.get $a))
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
      (v128.load8_lane 15 (local.get $p) (local.get $a))
      (i32x4.replace_lane 1 (local.get $a) (i32x4.extract_lane 2 (local.get $a))))))

;; A tree shows the sixteen bytes of a constant and of a shuffle, and the lane of a memory access.
;;
;; RUN: %wasm2cpp --dump-tree %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: func 0 (i32) -> v128
  ;; CHECK-NEXT:   return (v128.load16_lane offset=8 lane=3 v0 (i8x16.shuffle 15.14.13.12.11.10.9.8.7.6.5.4.3.2.1.31 v128:1.0.0.0.2.0.0.0.3.0.0.0.4.0.0.0 (i8x16.replace_lane 2 v128:0.0.0.0.0.0.0.0.255.0.0.0.0.0.0.0 i32:7)))
  (func $f (param $p i32) (result v128)
    (v128.load16_lane offset=8 3 (local.get $p)
      (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 31 (v128.const i32x4 1 2 3 4) (i8x16.replace_lane 2 (v128.const i64x2 0 255) (i32.const 7))))))

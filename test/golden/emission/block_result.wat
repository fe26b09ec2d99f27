;; The result of a block that is left in two ways travels in a variable.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 f(u32 x) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   if (x != 0) {
  ;; CHECK-NEXT:     b1 = 7;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     b1 = x * 3;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return b1;
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (result i32)
    (block $out (result i32)
      (drop (br_if $out (i32.const 7) (local.get $x)))
      (i32.mul (local.get $x) (i32.const 3))))
  ;; A block that is left in one way needs none.
  ;; CHECK-LABEL: u32 g(u32 x) {
  ;; CHECK-NEXT:   return x * 3 + 1;
  ;; CHECK-NEXT: }
  (func $g (param $x i32) (result i32)
    (i32.add (block (result i32) (i32.mul (local.get $x) (i32.const 3))) (i32.const 1))))

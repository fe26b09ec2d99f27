;; A branch assigns the values that it carries to the variables of its label.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: values<u32, u64> f(u32 x) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   u64 b2;
  ;; CHECK-NEXT:   if (x != 0) {
  ;; CHECK-NEXT:     b1 = 1;
  ;; CHECK-NEXT:     b2 = 2;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     b1 = x;
  ;; CHECK-NEXT:     b2 = u64(x);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return values_of<u32, u64>(b1, b2);
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (result i32 i64)
    (block $out (result i32 i64)
      (if (local.get $x) (then (br $out (i32.const 1) (i64.const 2))))
      (local.get $x)
      (i64.extend_i32_u (local.get $x)))))

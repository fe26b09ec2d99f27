;; Setting a local saves only the pending trees that read it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 f(u32 a, u32 b) {
  ;; CHECK-NEXT:   b = 5;
  ;; CHECK-NEXT:   return a * 3 + b;
  ;; CHECK-NEXT: }
  (func $f (param $a i32) (param $b i32) (result i32)
    (i32.mul (local.get $a) (i32.const 3))
    (local.set $b (i32.const 5))
    (i32.add (local.get $b))))

;; Loop parameters that swap places do so through temporaries.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 f(u32 n) {
  ;; CHECK-NEXT:   u32 x = 0;
  ;; CHECK-NEXT:   u32 y = 0;
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   u32 b2;
  ;; CHECK-NEXT:   b1 = 1;
  ;; CHECK-NEXT:   b2 = 2;
  ;; CHECK-NEXT:   u32 b5;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     y = b2;
  ;; CHECK-NEXT:     x = b1;
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:     const u32 t0 = y;
  ;; CHECK-NEXT:     const u32 t1 = x;
  ;; CHECK-NEXT:     if (n != 0) {
  ;; CHECK-NEXT:       b1 = t0;
  ;; CHECK-NEXT:       b2 = t1;
  ;; CHECK-NEXT:       continue;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     b5 = t0 - t1;
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return b5;
  ;; CHECK-NEXT: }
  (func $f (param $n i32) (result i32)
    (local $x i32) (local $y i32)
    (i32.const 1) (i32.const 2)
    (loop $next (param i32 i32) (result i32)
      (local.set $y) (local.set $x)
      (local.get $y) (local.get $x)
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
      (i32.sub))))

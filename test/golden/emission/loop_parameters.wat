;; The parameters of a loop are assigned in parallel: both values are read before either is written.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 fibonacci(u32 n) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   u32 b2;
  ;; CHECK-NEXT:   b1 = 0;
  ;; CHECK-NEXT:   b2 = 1;
  ;; CHECK-NEXT:   u32 b3;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:     const values<u32, u32> t0 = step(b1, b2);
  ;; CHECK-NEXT:     if (n != 0) {
  ;; CHECK-NEXT:       b1 = get<0>(t0);
  ;; CHECK-NEXT:       b2 = get<1>(t0);
  ;; CHECK-NEXT:       continue;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     b3 = get<0>(t0);
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return b3;
  ;; CHECK-NEXT: }
  (func $fibonacci (param $n i32) (result i32)
    (i32.const 0) (i32.const 1)
    (loop $next (param i32 i32) (result i32)
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call $step)
      (br_if $next (local.get $n))
      (drop)))
  ;; CHECK-LABEL: void swap_forever() {
  ;; CHECK-NEXT:   u32 b0;
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   b0 = 1;
  ;; CHECK-NEXT:   b1 = 2;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     const values<u32, u32> t0 = swap(b0, b1);
  ;; CHECK-NEXT:     b0 = get<0>(t0);
  ;; CHECK-NEXT:     b1 = get<1>(t0);
  ;; CHECK-NEXT:     continue;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $swap_forever
    (i32.const 1) (i32.const 2)
    (loop $next (param i32 i32)
      (call $swap)
      (br $next)))
  (func $step (param $a i32) (param $b i32) (result i32 i32)
    (local.get $b) (i32.add (local.get $a) (local.get $b)))
  (func $swap (param $a i32) (param $b i32) (result i32 i32) (local.get $b) (local.get $a)))

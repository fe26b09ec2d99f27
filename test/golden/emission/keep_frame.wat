;; Functions that may reach themselves keep their frames, so that endless recursion ends in a trap.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 down(u32 n) {
  ;; CHECK-NEXT:   if (n == 0) {
  ;; CHECK-NEXT:     keep_frame();
  ;; CHECK-NEXT:     return 0;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   const u32 result = down(n - 1) + 1;
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return result;
  ;; CHECK-NEXT: }
  (func $down (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
    (i32.add (call $down (i32.sub (local.get $n) (i32.const 1))) (i32.const 1)))
  ;; A function that only calls others does not.
  ;; CHECK-LABEL: u32 plain(u32 n) {
  ;; CHECK-NEXT:   return down(n);
  ;; CHECK-NEXT: }
  (func $plain (param $n i32) (result i32)
    (call $down (local.get $n))))

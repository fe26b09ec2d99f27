;; A loop that is repeated only at its end is `do … while`, unless the condition reads what is declared in its body, or
;; another branch repeats it, too.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (func $step (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))

  ;; CHECK-LABEL: u32 halvings(state* self, mem32 m, u32 n) {
  ;; CHECK-NEXT:   u32 count = 0;
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     n = step(n);
  ;; CHECK-NEXT:     count = count + 1;
  ;; CHECK-NEXT:   } while (n > 1);
  ;; CHECK-NEXT:   return count;
  (func $halvings (param $n i32) (result i32) (local $count i32)
    (loop $again
      (local.set $n (call $step (local.get $n)))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $again (i32.gt_u (local.get $n) (i32.const 1))))
    (local.get $count))

  ;; CHECK-LABEL: u32 of_temporary(state* self, mem32 m, u32 n) {
  ;; CHECK:   for (;;) {
  ;; CHECK-NEXT:     const u32 t0 = step(n);
  ;; CHECK:          if (t0 > 1) continue;
  ;; CHECK-NEXT:     break;
  (func $of_temporary (param $n i32) (result i32)
    (loop $again
      (call $step (local.get $n))
      (local.set $n (call $step (i32.add (local.get $n) (i32.const 5))))
      (br_if $again (i32.gt_u (i32.const 1))))
    (local.get $n))

  ;; CHECK-LABEL: u32 twice(state* self, mem32 m, u32 n) {
  ;; CHECK:   for (;;) {
  ;; CHECK:     if (n == 7) continue;
  ;; CHECK:     if (n > 1) continue;
  ;; CHECK-NEXT:     break;
  (func $twice (param $n i32) (result i32)
    (loop $again
      (local.set $n (call $step (local.get $n)))
      (br_if $again (i32.eq (local.get $n) (i32.const 7)))
      (local.set $n (call $step (local.get $n)))
      (br_if $again (i32.gt_u (local.get $n) (i32.const 1))))
    (local.get $n))
  (export "halvings" (func $halvings))
  (export "of_temporary" (func $of_temporary))
  (export "twice" (func $twice)))

;; A strip's addresses are sums of what the loop steps and what it leaves alone; what else it does may be conditional.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void clear(mem32 m, u32 base_, u32 i) {
  ;; CHECK: w4 = base_ + i * 4;
  ;; CHECK-NEXT: w3 = strip(m, trips_until(i, 0, -1), w4, -4, 8);
  ;; CHECK: if (i32_load(t0, in_strip(w4, 4), 0) == 9) goto L1;
  ;; CHECK: if (i32_load(t0, in_strip(w4, 0), 0) != 0) {
  ;; CHECK-NEXT: i32_store(m, i * (i * 12), 0, 0);
  (func $clear (param $base i32) (param $i i32)
    (local $q i32)
    (block $out
      (loop $next
        (local.set $q (i32.add (local.get $base) (i32.shl (local.get $i) (i32.const 2))))
        (br_if $out (i32.eq (i32.load (i32.add (local.get $q) (i32.const 4))) (i32.const 9)))
        (if (i32.load (local.get $q))
          (then (i32.store (i32.mul (local.get $i) (i32.mul (local.get $i) (i32.const 12))) (i32.const 0))))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (br_if $next (local.get $i))))))

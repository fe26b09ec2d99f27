;; A loop that counts is written twice: first for iterations whose accesses are in bounds, then for what is left.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void scale(mem32 m, u32 p, u32 i, u32 n) {
  ;; CHECK-NEXT:   u64 w3;
  ;; CHECK-NEXT:   u64 w4;
  ;; CHECK-NEXT:   w4 = p;
  ;; CHECK-NEXT:   w3 = strip(m, trips_below(i32(i), i32(n), 2), w4, 32, 32);
  ;; CHECK-NEXT:   if (w3 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m);
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       v128_store(t0, in_strip(w4, 16), v128_load(t0, in_strip(w4, 0), 8), 0);
  ;; CHECK-NEXT:       p = p + 32;
  ;; CHECK-NEXT:       i = i + 2;
  ;; CHECK-NEXT:       w4 = w4 + 32;
  ;; CHECK-NEXT:       w3 = w3 - 1;
  ;; CHECK-NEXT:     } while (w3 != 0);
  ;; CHECK-NEXT:     if (i32_ge_s(i, n)) goto L2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     v128_store(m, p + 16, v128_load(m, p, 8), 0);
  ;; CHECK-NEXT:     p = p + 32;
  ;; CHECK-NEXT:     i = i + 2;
  ;; CHECK-NEXT:   } while (i32_lt_s(i, n));
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT: }
  (func $scale (param $p i32) (param $i i32) (param $n i32)
    (loop $next
      (v128.store (i32.add (local.get $p) (i32.const 16)) (v128.load offset=8 (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $next (i32.lt_s (local.get $i) (local.get $n))))))

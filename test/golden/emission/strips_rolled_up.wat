;; In a strip a loop that was unrolled does one copy at a time; what only served addresses and the count is done at once.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 axpy(mem32 m, f64 x, u32 p, u32 q, u32 n) {
  ;; CHECK-NEXT:   u32 r = 0;
  ;; CHECK-NEXT:   u64 w5;
  ;; CHECK-NEXT:   u64 w6;
  ;; CHECK-NEXT:   u64 w7;
  ;; CHECK-NEXT:   w6 = q;
  ;; CHECK-NEXT:   w7 = p;
  ;; CHECK-NEXT:   w5 = strip(m, strip(m, trips_until(n, 0, -2), w6, 16, 16), w7, 16, 16);
  ;; CHECK-NEXT:   if (w5 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m);
  ;; CHECK-NEXT:     p = p + u32(w5) * 16;
  ;; CHECK-NEXT:     q = q + u32(w5) * 16;
  ;; CHECK-NEXT:     n = n - u32(w5) * 2;
  ;; CHECK-NEXT:     r = p - 8;
  ;; CHECK-NEXT:     w5 = w5 * 2;
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       f64_store(t0, in_strip(w7, 0), x * f64_load(t0, in_strip(w6, 0), 0), 0);
  ;; CHECK-NEXT:       w6 = w6 + 8;
  ;; CHECK-NEXT:       w7 = w7 + 8;
  ;; CHECK-NEXT:       w5 = w5 - 1;
  ;; CHECK-NEXT:     } while (w5 != 0);
  ;; CHECK-NEXT:     if (n == 0) goto L2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     f64_store(m, p, x * f64_load(m, q, 0), 0);
  ;; CHECK-NEXT:     r = p + 8;
  ;; CHECK-NEXT:     f64_store(m, r, x * f64_load(m, q + 8, 0), 0);
  ;; CHECK-NEXT:     p = p + 16;
  ;; CHECK-NEXT:     q = q + 16;
  ;; CHECK-NEXT:     n = n - 2;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT:   return r;
  ;; CHECK-NEXT: }
  (func $axpy (param $x f64) (param $p i32) (param $q i32) (param $n i32) (result i32)
    (local $r i32)
    (loop $next
      (f64.store (local.get $p) (f64.mul (local.get $x) (f64.load (local.get $q))))
      (local.set $r (i32.add (local.get $p) (i32.const 8)))
      (f64.store (local.get $r) (f64.mul (local.get $x) (f64.load (i32.add (local.get $q) (i32.const 8)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $q (i32.add (local.get $q) (i32.const 16)))
      (local.set $n (i32.sub (local.get $n) (i32.const 2)))
      (br_if $next (local.get $n)))
    (local.get $r))

  ;; The copies may count up in their offsets, too.
  ;; CHECK-LABEL: void negate(mem32 m, u32 p, u32 n) {
  ;; CHECK-NEXT:   u64 w2;
  ;; CHECK-NEXT:   u64 w3;
  ;; CHECK-NEXT:   w3 = p;
  ;; CHECK-NEXT:   w2 = strip(m, trips_until(n, 0, -2), w3, 16, 16);
  ;; CHECK-NEXT:   if (w2 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m);
  ;; CHECK-NEXT:     p = p + u32(w2) * 16;
  ;; CHECK-NEXT:     n = n - u32(w2) * 2;
  ;; CHECK-NEXT:     w2 = w2 * 2;
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       f64_store(t0, in_strip(w3, 0), f64_neg(f64_load(t0, in_strip(w3, 0), 0)), 0);
  ;; CHECK-NEXT:       w3 = w3 + 8;
  ;; CHECK-NEXT:       w2 = w2 - 1;
  ;; CHECK-NEXT:     } while (w2 != 0);
  ;; CHECK-NEXT:     if (n == 0) goto L2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     f64_store(m, p, f64_neg(f64_load(m, p, 0)), 0);
  ;; CHECK-NEXT:     f64_store(m, p, f64_neg(f64_load(m, p, 8)), 8);
  ;; CHECK-NEXT:     p = p + 16;
  ;; CHECK-NEXT:     n = n - 2;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT: }
  (func $negate (param $p i32) (param $n i32)
    (loop $next
      (f64.store (local.get $p) (f64.neg (f64.load (local.get $p))))
      (f64.store offset=8 (local.get $p) (f64.neg (f64.load offset=8 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $n (i32.sub (local.get $n) (i32.const 2)))
      (br_if $next (local.get $n)))))

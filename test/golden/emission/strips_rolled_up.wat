;; In a strip a loop that was unrolled does one copy at a time; what only served addresses and the count is done at once.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 axpy(state* self, mem32 m, f64 x, u32 p, u32 q, u32 n) {
  ;; CHECK:      w5 = strip(strip(trips_until(n, 0, -2), w6, 16, 8), w7, 16, 8);
  ;; CHECK-NEXT: if (w5 != 0) {
  ;; CHECK-NEXT:   p = p + u32(w5) * 16;
  ;; CHECK-NEXT:   q = q + u32(w5) * 16;
  ;; CHECK-NEXT:   n = n - u32(w5) * 2;
  ;; CHECK-NEXT:   r = p - 8;
  ;; CHECK-NEXT:   w5 = w5 * 2;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     f64_store(m, in_strip(w7, 0), x * f64_load(m, in_strip(w6, 0), 0), 0);
  ;; CHECK-NEXT:     w6 = w6 + 8;
  ;; CHECK-NEXT:     w7 = w7 + 8;
  ;; CHECK-NEXT:     w5 = w5 - 1;
  ;; CHECK-NEXT:     if (w5 != 0) continue;
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (n == 0) goto L2;
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
    (local.get $r)))

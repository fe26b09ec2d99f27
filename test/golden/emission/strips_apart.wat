;; Streams whose addresses step differently have pointers of their own to the memory, which a compiler compares before it
;; vectorises; those that step alike share one.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void grey(mem32 m, u32 p, u32 q, u32 n) {
  ;; CHECK:        w3 = strip(m, strip(m, trips_until(n, 0, -1), w4, 3, 3), w5, 1, 1);
  ;; CHECK-NEXT:   if (w3 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m);
  ;; CHECK-NEXT:     const near_memory t1 = near_apart(m);
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       i32_store8(t1, in_strip(w5, 0), i32_load8_u(t0, in_strip(w4, 0), 0) + i32_load8_u(t0, in_strip(w4, 0), 2), 0);
  (func $grey (param $p i32) (param $q i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $q) (i32.add (i32.load8_u (local.get $p)) (i32.load8_u offset=2 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 3)))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n))))

  ;; CHECK-LABEL: void copy(mem32 m, u32 p, u32 q, u32 n) {
  ;; CHECK:          const near_memory t0 = near(m);
  ;; CHECK-NOT:    near_apart
  ;; CHECK:          i32_store8(t0, in_strip(w5, 0), i32_load8_u(t0, in_strip(w4, 0), 0), 0);
  (func $copy (param $p i32) (param $q i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $q) (i32.load8_u (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n)))))

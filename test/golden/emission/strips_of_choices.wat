;; A loop that compares before it steps, one that goes on up to and with its end, and one that chooses by br_table, also of
;; an address that a block begins by assigning, run in strips.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void early(mem32 m, u32 p, u32 i, u32 n) {
  ;; CHECK: w4 = strip(m, trips_below(i, n, 3), w5, 3, 4);
  ;; CHECK: more = i < n;
  ;; CHECK-NEXT: i = i + 3;
  ;; CHECK: } while (w4 != 0);
  ;; CHECK-NEXT: if (more == 0) goto
  (func $early (param $p i32) (param $i i32) (param $n i32)
    (local $more i32)
    (loop $next
      (i32.store (local.get $p) (local.get $i))
      (local.set $p (i32.add (local.get $p) (i32.const 3)))
      (local.set $more (i32.lt_u (local.get $i) (local.get $n)))
      (local.set $i (i32.add (local.get $i) (i32.const 3)))
      (br_if $next (local.get $more))))

  ;; CHECK-LABEL: void up_to_and_with(mem32 m, u32 i, u32 n) {
  ;; CHECK: w2 = strip(m, trips_above(i32(n), i32(i), -4), w3, -4, 4);
  ;; CHECK: if (i32_gt_s(i, n)) goto
  (func $up_to_and_with (param $i i32) (param $n i32)
    (loop $next
      (i32.store (local.get $n) (i32.const 0))
      (local.set $n (i32.sub (local.get $n) (i32.const 4)))
      (br_if $next (i32.le_s (local.get $i) (local.get $n)))))

  ;; CHECK-LABEL: void choose(mem32 m, u32 p, u32 n) {
  ;; CHECK: w4 = p;
  ;; CHECK-NEXT: w3 = strip(m, trips_until(n, 0, -1), w4, 1, 20);
  ;; CHECK: switch (i32_load8_u(t0, in_strip(w4, 0), 0)) {
  ;; CHECK: i32_store(t0, in_strip(w4, 0), 7, 16);
  ;; CHECK: switch (i32_load8_u(m, p, 0)) {
  (func $choose (param $p i32) (param $n i32)
    (local $q i32)
    (loop $next
      (block $done
        (local.set $q (local.get $p))
        (block $store (br_table $done $store $done (i32.load8_u (local.get $p))))
        (i32.store offset=16 (local.get $q) (i32.const 7)))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))

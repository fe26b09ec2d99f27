;; A strip is of one memory each; an address that stays where it is has one of its own, without steps, and a pointer.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory $a 1)
  (memory $b 1)
  ;; CHECK-LABEL: void add_up(state* self, mem32 m, u32 p, u32 sum, u32 n) {
  ;; CHECK-NEXT:   const mem32 m1 = memory_of<mem32>(self->memory_space[1]);
  ;; CHECK-NEXT:   u64 w3;
  ;; CHECK-NEXT:   u64 w4;
  ;; CHECK-NEXT:   u64 w5;
  ;; CHECK-NEXT:   w4 = p;
  ;; CHECK-NEXT:   w5 = sum;
  ;; CHECK-NEXT:   w3 = strip(m, strip(m1, trips_until(n, 0, -1), w4, 4, 4), w5, 0, 8);
  ;; CHECK-NEXT:   if (w3 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m1);
  ;; CHECK-NEXT:     const near_memory t1 = near(m);
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       i32_store(t1, in_strip(w5, 0), i32_load(t1, in_strip(w5, 0), 4) + i32_load(t0, in_strip(w4, 0), 0), 4);
  ;; CHECK-NEXT:       p = p + 4;
  ;; CHECK-NEXT:       n = n - 1;
  ;; CHECK-NEXT:       w4 = w4 + 4;
  ;; CHECK-NEXT:       w3 = w3 - 1;
  ;; CHECK-NEXT:     } while (w3 != 0);
  ;; CHECK-NEXT:     if (n == 0) goto L2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     i32_store(m, sum, i32_load(m, sum, 4) + i32_load(m1, p, 0), 4);
  ;; CHECK-NEXT:     p = p + 4;
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT: }
  (func $add_up (param $p i32) (param $sum i32) (param $n i32)
    (loop $next
      (i32.store offset=4 (local.get $sum)
        (i32.add (i32.load offset=4 (local.get $sum)) (i32.load $b (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n))))

  ;; An address may be a number alone.
  ;; CHECK-LABEL: void count_up(mem32 m, u32 p, u32 n) {
  ;; CHECK-NEXT:   u64 w2;
  ;; CHECK-NEXT:   u64 w3;
  ;; CHECK-NEXT:   u64 w4;
  ;; CHECK-NEXT:   u64 w5;
  ;; CHECK-NEXT:   w3 = p;
  ;; CHECK-NEXT:   w4 = 0;
  ;; CHECK-NEXT:   w5 = 64;
  ;; CHECK-NEXT:   w2 = strip(m, strip(m, strip(m, trips_until(n, 0, -1), w3, 4, 4), w4, 0, 4), w5, 0, 4);
  ;; CHECK-NEXT:   if (w2 != 0) {
  ;; CHECK-NEXT:     const near_memory t0 = near(m);
  ;; CHECK-NEXT:     const near_memory t1 = near_apart(m);
  ;; CHECK-NEXT:     WASM2CPP_STRIP
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       i32_store(t1, in_strip(w4, 0), i32_load(t0, in_strip(w3, 0), 0), 0);
  ;; CHECK-NEXT:       i32_store(t1, in_strip(w5, 0), i32_load(t0, in_strip(w3, 0), 0), 0);
  ;; CHECK-NEXT:       p = p + 4;
  ;; CHECK-NEXT:       n = n - 1;
  ;; CHECK-NEXT:       w3 = w3 + 4;
  ;; CHECK-NEXT:       w2 = w2 - 1;
  ;; CHECK-NEXT:     } while (w2 != 0);
  ;; CHECK-NEXT:     if (n == 0) goto L2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     i32_store(m, 0, i32_load(m, p, 0), 0);
  ;; CHECK-NEXT:     i32_store(m, 64, i32_load(m, p, 0), 0);
  ;; CHECK-NEXT:     p = p + 4;
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT: }
  (func $count_up (param $p i32) (param $n i32)
    (loop $next
      (i32.store (i32.const 0) (i32.load (local.get $p)))
      (i32.store (i32.const 64) (i32.load (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n))))

  ;; Where the memory might move there is none.
  ;; CHECK-LABEL: void grow_by_pages(state* self, mem32 m, u32 p, u32 n) {
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     i32_store(m, p, u32(memory_grow(self->memory_space[0], 1)), 0);
  ;; CHECK-NEXT:     p = p + 65536;
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT: }
  (func $grow_by_pages (param $p i32) (param $n i32)
    (loop $next
      (i32.store (local.get $p) (memory.grow (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 65536)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n)))))

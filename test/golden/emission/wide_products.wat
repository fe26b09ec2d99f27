;; A function that multiplies integers of 128 bits by halves is one multiplication, and so is each call of it. What
;; differs in one shift, one summand, one address or the order of its stores is written as it stands, or with that order.
;;
;; RUN: %emit %s | %FileCheck %s
;; RUN: %emit %s --fuel | %FileCheck %s --check-prefix=METERED
;; METERED-NOT: store_product
(module
  (memory 1)
  (memory $other_memory 1)
  ;; CHECK-LABEL: void __multi3(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NEXT: store_product(m, p, a, a_high, b, b_high);
  ;; CHECK-NEXT: }
  (func $__multi3 (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void lower_half_first(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NEXT: store_product_low_first(m, p, a, a_high, b, b_high);
  (func $lower_half_first (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff))))
    (i64.store offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32)))))

  ;; CHECK-LABEL: void shifts_by_31(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p, 
  (func $shifts_by_31 (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 31))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void without_a_high(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p, 
  (func $without_a_high (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $a)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void halves_swapped(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p, 
  (func $halves_swapped (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=0 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store offset=8 (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void stores_elsewhere(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p, 
  (func $stores_elsewhere (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=16 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void masks_less(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p, 
  (func $masks_less (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0x7fffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: void in_another_memory(state* self, mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m1, p,
  (func $in_another_memory (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local $lowest i64) (local $middle i64) (local $other i64)
    (local.set $lowest (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $middle (i64.add (i64.shr_u (local.get $lowest) (i64.const 32))
                                (i64.mul (i64.and (local.get $b) (i64.const 0xffffffff)) (i64.shr_u (local.get $a) (i64.const 32)))))
    (local.set $other (i64.add (i64.and (local.get $middle) (i64.const 0xffffffff))
                               (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.and (local.get $a) (i64.const 0xffffffff)))))
    (i64.store $other_memory offset=8 (local.get $p)
      (i64.add (i64.add (i64.add (i64.add (i64.mul (local.get $b_high) (local.get $a)) (i64.mul (local.get $a_high) (local.get $b)))
                                 (i64.mul (i64.shr_u (local.get $b) (i64.const 32)) (i64.shr_u (local.get $a) (i64.const 32))))
                        (i64.shr_u (local.get $middle) (i64.const 32)))
               (i64.shr_u (local.get $other) (i64.const 32))))
    (i64.store (local.get $p)
      (i64.or (i64.shl (local.get $other) (i64.const 32)) (i64.and (local.get $lowest) (i64.const 0xffffffff)))))

  ;; A sum of 2^50 times the same.
  ;; CHECK-LABEL: void doubles(mem32 m, u32 p, u64 a, u64 a_high, u64 b, u64 b_high) {
  ;; CHECK-NOT: store_product
  ;; CHECK: i64_store(m, p,
  (func $doubles (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64)
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (local.set $a (i64.add (local.get $a) (local.get $a)))
    (i64.store offset=8 (local.get $p) (local.get $a))
    (i64.store (local.get $p) (local.get $a)))

  ;; CHECK-LABEL: u64 square_high(state* self, mem32 m, u64 x) {
  ;; CHECK-NEXT: store_product(m, 16, x, 0, x, 0);
  ;; CHECK-NEXT: return i64_load(m, 24, 0);
  (func $square_high (param $x i64) (result i64)
    (call $__multi3 (i32.const 16) (local.get $x) (i64.const 0) (local.get $x) (i64.const 0))
    (i64.load (i32.const 24)))
  (export "square_high" (func $square_high)))

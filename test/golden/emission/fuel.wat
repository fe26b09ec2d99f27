;; Each run of instructions pays when it begins; what only delimits is free, and so is a block that nobody branches to.
;;
;; RUN: %emit %s --fuel | %FileCheck %s
;; CHECK: #include <wasm2cpp/guest/metering.hpp>
(module
  (memory 1)
  ;; CHECK-LABEL: u32 run(state* self, mem32 m, u32 n) {
  ;; CHECK-NEXT:   u32 x = 0;
  ;; CHECK-NEXT:   use_fuel(self, 5);
  ;; CHECK-NEXT:   x = i32_load(m, n, 0);
  ;; CHECK-NEXT:   if (x != 0) {
  ;; CHECK-NEXT:     use_fuel(self, 4);
  ;; CHECK-NEXT:     n = n * x;
  ;; CHECK-NEXT:     do {
  ;; CHECK-NEXT:       use_fuel(self, 5);
  ;; CHECK-NEXT:       n = n - 1;
  ;; CHECK-NEXT:     } while (n != 0);
  ;; CHECK-NEXT:     use_fuel(self, 2);
  ;; CHECK-NEXT:     if (n != 0) {
  ;; CHECK-NEXT:       use_fuel(self, 2);
  ;; CHECK-NEXT:       x = 7;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   use_fuel(self, 1);
  ;; CHECK-NEXT:   return x;
  ;; CHECK-NEXT: }
  (func $run (param $n i32) (result i32) (local $x i32)
    (block $done
      (br_if $done (i32.eqz (local.tee $x (i32.load (local.get $n)))))
      (block (local.set $n (i32.mul (local.get $n) (local.get $x))))
      (loop $next (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (if (local.get $n) (then (local.set $x (i32.const 7)))))
    (local.get $x)))
;; CHECK: .counts_fuel = true,

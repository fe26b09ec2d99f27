;; Interruptible code asks at the begin of each function and of each iteration; its loops have no second copy for strips.
;;
;; RUN: %emit %s --interruptible | %FileCheck %s
;; CHECK: #include <wasm2cpp/guest/metering.hpp>
(module
  (memory 1)
  ;; CHECK-LABEL: u32 sum(state* self, mem32 m, u32 p, u32 n) {
  ;; CHECK-NEXT:   u32 acc = 0;
  ;; CHECK-NEXT:   check_stop(self);
  ;; CHECK-NEXT:   do {
  ;; CHECK-NEXT:     check_stop(self);
  ;; CHECK-NEXT:     acc = acc + i32_load(m, p, 0);
  ;; CHECK-NEXT:     p = p + 4;
  ;; CHECK-NEXT:     n = n - 1;
  ;; CHECK-NEXT:   } while (n != 0);
  ;; CHECK-NEXT:   return acc;
  ;; CHECK-NEXT: }
  (func $sum (param $p i32) (param $n i32) (result i32) (local $acc i32)
    (loop $next
      (local.set $acc (i32.add (local.get $acc) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $acc))
  ;; CHECK-LABEL: tail_call again_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   check_stop(self);
  ;; CHECK-NEXT:   return tail_to<>(self, again_body);
  ;; CHECK-NEXT: }
  (func $again (return_call $again)))
;; CHECK-NOT: counts_fuel

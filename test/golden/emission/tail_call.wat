;; A function that makes tail calls is a body, which returns the next body, and a wrapper that runs them.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 even(state* self, mem32 m, u32 n) {
  ;; CHECK-NEXT:   return run_tail_calls<u32(u32)>(even_body, self, n);
  ;; CHECK-NEXT: }
  ;; CHECK-LABEL: tail_call even_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   const auto arguments = tail_arguments<u32>(self);
  ;; CHECK-NEXT:   u32 n = get<0>(arguments);
  ;; CHECK-NEXT:   if (n == 0) {
  ;; CHECK-NEXT:     return tail_return<u32>(results, 1);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return tail_to<u32>(self, odd_body, n - 1);
  ;; CHECK-NEXT: }
  (func $even (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
    (return_call $odd (i32.sub (local.get $n) (i32.const 1))))
  (func $odd (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
    (return_call $even (i32.sub (local.get $n) (i32.const 1)))))

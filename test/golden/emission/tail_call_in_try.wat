;; A tail call leaves the try that it stands in: the call is made when this body has returned.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $t (func (param i32)))
  (import "host" "next" (func $next (type $t)))
  (table 1 funcref)
  (tag $e)
  (func $plain (param i32))
  ;; CHECK-LABEL: tail_call in_try_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   const auto arguments = tail_arguments<u32>(self);
  ;; CHECK-NEXT:   u32 x = get<0>(arguments);
  ;; CHECK-NEXT:   exnref caught;
  ;; CHECK-NEXT:   try {
  ;; CHECK-NEXT:     if (x == 1) {
  ;; CHECK-NEXT:       return tail_to_code<void(u32)>(after_return{self}, plain, x);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     if (x == 2) {
  ;; CHECK-NEXT:       return tail_to_function<void(u32)>(after_return{self}, self->imported_function[0], x);
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     return tail_to_indirect<void(u32)>(after_return{self}, self->table_space[0], 0, types[0], x);
  ;; CHECK-NEXT:   } catch (const thrown_exception& thrown) {
  ;; CHECK-NEXT:     caught = catch_exception(self, thrown);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   if (has_tag(caught, self->tag_space[0])) {
  ;; CHECK-NEXT:     release_exception(caught);
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     throw_again(caught);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return tail_return<>(results);
  ;; CHECK-NEXT: }
  (func $in_try (param $x i32)
    (try
      (do
        (if (i32.eq (local.get $x) (i32.const 1)) (then (return_call $plain (local.get $x))))
        (if (i32.eq (local.get $x) (i32.const 2)) (then (return_call $next (local.get $x))))
        (return_call_indirect (type $t) (local.get $x) (i32.const 0)))
      (catch $e))))

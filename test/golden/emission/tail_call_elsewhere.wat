;; Tail calls through a table, and of imported functions, look at run time what they go to.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $t (func (param i32) (result i32)))
  (import "host" "next" (func $next (type $t)))
  (table 1 funcref)
  ;; CHECK-LABEL: tail_call through_table_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   const auto arguments = tail_arguments<u32>(self);
  ;; CHECK-NEXT:   u32 n = get<0>(arguments);
  ;; CHECK-NEXT:   return tail_to_indirect<u32(u32)>(results, self->table_space[0], 0, types[0], n);
  ;; CHECK-NEXT: }
  (func $through_table (param $n i32) (result i32)
    (return_call_indirect (type $t) (local.get $n) (i32.const 0)))
  ;; CHECK-LABEL: tail_call through_import_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   const auto arguments = tail_arguments<u32>(self);
  ;; CHECK-NEXT:   u32 n = get<0>(arguments);
  ;; CHECK-NEXT:   return tail_to_function<u32(u32)>(results, self->imported_function[0], n);
  ;; CHECK-NEXT: }
  (func $through_import (param $n i32) (result i32)
    (return_call $next (local.get $n))))

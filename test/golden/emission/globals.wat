;; A global is a field of the state; an imported one that may change is a pointer to its cell.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "limit" (global $limit i32))
  (import "host" "count" (global $count (mut i32)))
  (global $sum (mut i64) (i64.const -1))
  ;; CHECK-LABEL: u32 f(state* self, mem32 m) {
  ;; CHECK-NEXT:   self->sum = u64(self->limit);
  ;; CHECK-NEXT:   *self->count = *self->count + 1;
  ;; CHECK-NEXT:   return *self->count;
  ;; CHECK-NEXT: }
  (func $f (result i32)
    (global.set $sum (i64.extend_i32_u (global.get $limit)))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count)))

;; A throw makes an exception of a tag and its values. Nothing follows it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (tag $none)
  (tag $two (param i32 f64))
  ;; CHECK-LABEL: void plain(state* self, mem32 m) {
  ;; CHECK-NEXT:   throw_exception<>(self, self->tag_space[0]);
  ;; CHECK-NEXT: }
  (func $plain (throw $none))
  ;; CHECK-LABEL: void with_values(state* self, mem32 m, u32 x) {
  ;; CHECK-NEXT:   throw_exception<u32, f64>(self, self->tag_space[1], x + 1, 0.5);
  ;; CHECK-NEXT: }
  (func $with_values (param $x i32) (throw $two (i32.add (local.get $x) (i32.const 1)) (f64.const 0.5))))

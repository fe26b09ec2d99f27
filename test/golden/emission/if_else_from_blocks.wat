;; Two blocks, as compilers write an if with else, are an if with else.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (global $x (mut i32) (i32.const 0))
  ;; CHECK-LABEL: void f(state* self, mem32 m, u32 c) {
  ;; CHECK-NEXT:   if (c != 0) {
  ;; CHECK-NEXT:     self->x = 1;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     self->x = 2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $f (param $c i32)
    (block $end
      (block $else
        (br_if $else (i32.eqz (local.get $c)))
        (global.set $x (i32.const 1))
        (br $end))
      (global.set $x (i32.const 2)))))

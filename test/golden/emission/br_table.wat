;; A br_table is a switch; the blocks that it leaves are labels, and what lies between two in braces.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "pick" (func $pick (result i32)))
  (global $x (mut i32) (i32.const 0))
  ;; CHECK-LABEL: u32 f(state* self, mem32 m, u32 i) {
  ;; CHECK-NEXT:   switch (i) {
  ;; CHECK-NEXT:     case 0: case 2:
  ;; CHECK-NEXT:       break;
  ;; CHECK-NEXT:     case 1:
  ;; CHECK-NEXT:       goto L2;
  ;; CHECK-NEXT:     default:
  ;; CHECK-NEXT:       goto L1;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   {
  ;; CHECK-NEXT:     const u32 t0 = self->x;
  ;; CHECK-NEXT:     self->x = pick(self);
  ;; CHECK-NEXT:     keep_frame();
  ;; CHECK-NEXT:     return t0;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: L2:;
  ;; CHECK-NEXT:   self->x = 1;
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return 11;
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return 12;
  ;; CHECK-NEXT: }
  (func $f (param $i i32) (result i32)
    (block $two
      (block $one
        (block $zero
          (br_table $zero $one $zero $two (local.get $i)))
        (global.get $x)
        (global.set $x (call $pick))
        (return))
      (global.set $x (i32.const 1))
      (return (i32.const 11)))
    (i32.const 12)))

;; No goto passes an initialised temporary: what stands between is in braces, also inside a block that has no label.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "pick" (func $pick (result i32)))
  ;; CHECK-LABEL: u32 f(state* self, u32 x) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   switch (pick(self)) {
  ;; CHECK-NEXT:     case 1:
  ;; CHECK-NEXT:       goto L1;
  ;; CHECK-NEXT:     default:
  ;; CHECK-NEXT:       break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   {
  ;; CHECK-NEXT:     const u32 t0 = pick(self);
  ;; CHECK-NEXT:     x = t0 - pick(self);
  ;; CHECK-NEXT:     if (x != 0) {
  ;; CHECK-NEXT:       b1 = 1;
  ;; CHECK-NEXT:     } else {
  ;; CHECK-NEXT:       b1 = 2;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   x = b1;
  ;; CHECK-NEXT: L1:;
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return x;
  ;; CHECK-NEXT: }
  (func $f (param $x i32) (result i32)
    (block $out
      (local.set $x
        (block $inner (result i32)
          (block $first (br_table $first $out $first (call $pick)))
          (local.set $x (i32.sub (call $pick) (call $pick)))
          (drop (br_if $inner (i32.const 1) (local.get $x)))
          (i32.const 2))))
    (local.get $x)))

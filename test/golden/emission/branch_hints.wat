;; A branch hint becomes [[likely]] or [[unlikely]]; where a condition is reversed, so is its hint.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 if_else(u32 x) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   if (x != 0) {{\[\[}}likely]] {
  ;; CHECK-NEXT:     b1 = 1;
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     b1 = 2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return b1;
  ;; CHECK-NEXT: }
  (func $if_else (param $x i32) (result i32)
    (local.get $x)
    (@metadata.code.branch_hint "\01") if (result i32)
      (i32.const 1)
    else
      (i32.const 2)
    end)
  ;; CHECK-LABEL: void skip(u32 x) {
  ;; CHECK-NEXT:   if (x == 0) {{\[\[}}unlikely]] {
  ;; CHECK-NEXT:     skip(1);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT: }
  (func $skip (param $x i32)
    (block $out
      (local.get $x)
      (@metadata.code.branch_hint "\01") br_if $out
      (call $skip (i32.const 1))))
  ;; CHECK-LABEL: void countdown(u32 x) {
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     x = x - 1;
  ;; CHECK-NEXT:     if (x != 0) {{\[\[}}unlikely]] continue;
  ;; CHECK-NEXT:     break;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $countdown (param $x i32)
    (loop $again
      (local.tee $x (i32.sub (local.get $x) (i32.const 1)))
      (@metadata.code.branch_hint "\00") br_if $again))
  ;; CHECK-LABEL: void either(u32 x, u32 y) {
  ;; CHECK-NEXT:   if (!(x != 0 || y != 0)) {{\[\[}}likely]] {
  ;; CHECK-NEXT:     skip(1);
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $either (param $x i32) (param $y i32)
    (block $out
      (local.get $x)
      (@metadata.code.branch_hint "\00") br_if $out
      (local.get $y)
      (@metadata.code.branch_hint "\00") br_if $out
      (call $skip (i32.const 1)))))

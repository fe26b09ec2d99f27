;; A pending read of a local is saved before the local is set.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 post_increment(u32 i) {
  ;; CHECK-NEXT:   const u32 t0 = i;
  ;; CHECK-NEXT:   i = i + 1;
  ;; CHECK-NEXT:   return t0;
  ;; CHECK-NEXT: }
  (func $post_increment (param $i i32) (result i32)
    (local.get $i)
    (local.set $i (i32.add (local.get $i) (i32.const 1)))))

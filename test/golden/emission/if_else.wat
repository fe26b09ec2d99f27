;; An if is an if; its else may be an if again.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 sign(u32 x) {
  ;; CHECK-NEXT:   u32 sign_l1 = 0;
  ;; CHECK-NEXT:   if (i32_gt_s(x, 0)) {
  ;; CHECK-NEXT:     sign_l1 = 1;
  ;; CHECK-NEXT:   } else if (x != 0) {
  ;; CHECK-NEXT:     sign_l1 = 4294967295u;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return sign_l1;
  ;; CHECK-NEXT: }
  (func $sign (param $x i32) (result i32)
    (local $sign i32)
    (if (i32.gt_s (local.get $x) (i32.const 0))
      (then (local.set $sign (i32.const 1)))
      (else (if (local.get $x) (then (local.set $sign (i32.const -1))))))
    (local.get $sign)))

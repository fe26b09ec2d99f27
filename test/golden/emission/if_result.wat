;; The result of an if travels in a variable that both arms set.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "pick" (func $pick (result i32)))
  ;; CHECK-LABEL: u32 f(state* self, u32 c) {
  ;; CHECK-NEXT:   u32 b1;
  ;; CHECK-NEXT:   if (c != 0) {
  ;; CHECK-NEXT:     b1 = pick(self);
  ;; CHECK-NEXT:   } else {
  ;; CHECK-NEXT:     b1 = 2;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return b1;
  ;; CHECK-NEXT: }
  (func $f (param $c i32) (result i32)
    (if (result i32) (local.get $c)
      (then (call $pick))
      (else (i32.const 2)))))

;; A loop without an end stays one, and nothing is written behind it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 spin() {
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     continue;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT: }
  (func $spin (result i32)
    (loop $again (result i32) (br $again))))

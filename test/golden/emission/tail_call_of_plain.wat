;; A tail call of a function that makes none itself is an ordinary call and a return.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (func $plain (param $n i32) (result i32) (i32.add (local.get $n) (i32.const 1)))
  ;; CHECK-LABEL: u32 f(u32 n) {
  ;; CHECK-NEXT:   return plain(n * 2);
  ;; CHECK-NEXT: }
  (func $f (param $n i32) (result i32)
    (return_call $plain (i32.mul (local.get $n) (i32.const 2)))))

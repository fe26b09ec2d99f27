;; No name ends a comment or goes on to the next line: what is not plain is written with its number.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK: // func 0 $one*/ () -> i32
  (func $one*/ (result i32) (i32.const 1))
  ;; CHECK: // func 1 $two%5c () -> i32
  (func $two\ (result i32) (i32.const 2))
  ;; CHECK: // func 2 $what?%5c () -> i32
  (func $what?\ (result i32) (i32.const 3)))

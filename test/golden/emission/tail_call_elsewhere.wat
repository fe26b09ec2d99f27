;; Tail calls through a table, and of imported functions, look at run time what they go to.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $t (func (param i32) (result i32)))
  (import "host" "next" (func $next (type $t)))
  (table 1 funcref)
  ;; CHECK-LABEL: through_table_body(
  (func $through_table (param $n i32) (result i32)
    (return_call_indirect (type $t) (local.get $n) (i32.const 0)))
  ;; CHECK-LABEL: imported_body(
  (func $imported (param $n i32) (result i32)
    (return_call $next (local.get $n))))

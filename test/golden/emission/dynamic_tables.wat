;; Each of these tables is called through, and for a reason of its own does not become constant data.
;;
;; RUN: %emit %s | %FileCheck %s --implicit-check-not constant
(module
  (type $t (func))
  (import "host" "table" (table $imported 1 funcref))
  (import "host" "base" (global $base i32))
  (table $exported (export "table") 1 funcref)
  (table $read 1 funcref) (table $written 1 funcref) (table $measured 1 funcref) (table $grown 1 funcref)
  (table $filled 1 funcref) (table $source 1 funcref) (table $target 1 funcref) (table $initialised 1 funcref)
  (table $tail_called 1 funcref) (table $offset_unknown 1 funcref) (table $trapping 1 funcref)
  (table $sized_zero 0 funcref) (table $mostly_empty 1029 funcref)
  (elem (table $offset_unknown) (global.get $base) func $f)
  (elem (table $trapping) (i32.const 1) func $f)
  (elem (table $mostly_empty) (i32.const 0) func $f)
  (elem $passive func $f)
  (func $f)
  (func $uses
    (table.set $written (i32.const 0) (table.get $read (i32.const 0)))
    (drop (i32.add (table.size $measured) (table.grow $grown (ref.null func) (i32.const 1))))
    (table.fill $filled (i32.const 0) (ref.null func) (i32.const 1))
    (table.copy $target $source (i32.const 0) (i32.const 0) (i32.const 1))
    (table.init $initialised $passive (i32.const 0) (i32.const 0) (i32.const 1))
    (return_call_indirect $tail_called (type $t) (i32.const 0)))
  ;; CHECK-COUNT-15: call_indirect<void()>(self->table_space[
  (func $calls
    (call_indirect $imported (i32.const 0)) (call_indirect $exported (i32.const 0))
    (call_indirect $read (i32.const 0)) (call_indirect $written (i32.const 0))
    (call_indirect $measured (i32.const 0)) (call_indirect $grown (i32.const 0))
    (call_indirect $filled (i32.const 0)) (call_indirect $source (i32.const 0))
    (call_indirect $target (i32.const 0)) (call_indirect $initialised (i32.const 0))
    (call_indirect $tail_called (i32.const 0)) (call_indirect $offset_unknown (i32.const 0))
    (call_indirect $trapping (i32.const 0)) (call_indirect $sized_zero (i32.const 0))
    (call_indirect $mostly_empty (i32.const 0))))

;; Operands fold into expressions: one statement for a computation of many instructions.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 accumulate(mem32 m, u32 acc, u32 ptr) {
  ;; CHECK-NEXT:   acc = acc + i32_load(m, ptr, 8);
  ;; CHECK-NEXT:   return (acc + 1) * (acc ^ ptr);
  ;; CHECK-NEXT: }
  (func $accumulate (param $acc i32) (param $ptr i32) (result i32)
    (local.set $acc (i32.add (local.get $acc) (i32.load offset=8 (local.get $ptr))))
    (i32.mul (i32.add (local.get $acc) (i32.const 1)) (i32.xor (local.get $acc) (local.get $ptr)))))

;; A select is a conditional expression; where a value may trap, a function, which evaluates both. One of constants may be
;; a condition, of which compilers would warn.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 minimum(u32 a, u32 b) {
  ;; CHECK-NEXT:   return a < b ? a : b;
  ;; CHECK-NEXT: }
  (func $minimum (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))
  ;; CHECK-LABEL: u32 either(mem32 m, u32 p, u32 c) {
  ;; CHECK-NEXT:   return select<u32>(c, i32_load(m, p, 0), 0);
  ;; CHECK-NEXT: }
  (func $either (param $p i32) (param $c i32) (result i32)
    (select (i32.load (local.get $p)) (i32.const 0) (local.get $c)))
  ;; CHECK-LABEL: u32 either_by_constants(mem32 m, u32 p) {
  ;; CHECK-NEXT:   return select<u32>(p != 0 ? 50076u : 26u, i32_load(m, p, 0), 0);
  ;; CHECK-NEXT: }
  (func $either_by_constants (param $p i32) (result i32)
    (select (i32.load (local.get $p)) (i32.const 0) (select (i32.const 50076) (i32.const 26) (local.get $p))))
  ;; Of two nulls it is of their type, so that the condition, which may trap, is evaluated.
  ;; CHECK-LABEL: u32 either_null(mem32 m, u32 p) {
  ;; CHECK-NEXT:   return select<externref>(i32_load(m, p, 0), nullptr, nullptr) == nullptr;
  ;; CHECK-NEXT: }
  (func $either_null (param $p i32) (result i32)
    (ref.is_null (select (result externref) (ref.null extern) (ref.null extern) (i32.load (local.get $p))))))

;; The instance and memory 0 are given to functions that need them, or that call what does; an export takes both.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "report" (func $report (param i32)))
  (memory 1)
  (memory $second 1)
  ;; CHECK-LABEL: u32 fibonacci(u32 n) {
  ;; CHECK: t0 = fibonacci(n - 1);
  ;; CHECK: b1 = t0 + fibonacci(n - 2);
  (func $fibonacci (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
                     (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))))

  ;; CHECK-LABEL: u32 loading(mem32 m, u32 p) {
  ;; CHECK: return fibonacci(i32_load(m, p, 0));
  (func $loading (param $p i32) (result i32)
    (call $fibonacci (i32.load (local.get $p))))

  ;; Called by its address, when the try has been left.
  ;; CHECK-LABEL: u32 after_try(state* self, mem32 m, u32 x) {
  (func $after_try (param $x i32) (result i32) (local.get $x))
  (func $in_try (result i32)
    (try (result i32) (do (return_call $after_try (i32.const 5))) (catch_all (i32.const 6))))

  ;; CHECK-LABEL: void reporting(state* self) {
  ;; CHECK: report(self, fibonacci(9));
  (func $reporting (call $report (call $fibonacci (i32.const 9))))

  ;; CHECK-LABEL: void both(state* self, mem32 m) {
  ;; CHECK: loading(m, 4)
  ;; CHECK: reporting(self);
  (func $both
    (drop (call $loading (i32.const 4)))
    (call $reporting))

  ;; All memories but the first are found by the instance.
  ;; CHECK-LABEL: void storing(state* self, mem32 m, u32 p) {
  ;; CHECK: v128_store8_lane<3>(m1, p, v128_load(m, p, 0), 0);
  (func $storing (param $p i32)
    (v128.store8_lane $second 3 (local.get $p) (v128.load (local.get $p))))

  ;; Memory's size is the instance's business.
  ;; CHECK-LABEL: u32 size(state* self, mem32 m) {
  (func $size (result i32) (memory.size))

  ;; CHECK-LABEL: u32 exported(state* self, mem32 m, u32 n) {
  ;; CHECK: return fibonacci(n);
  (func $exported (export "fibonacci") (param $n i32) (result i32)
    (drop (call $size))
    (call $storing (i32.const 0))
    (call $both)
    (call $fibonacci (local.get $n))))

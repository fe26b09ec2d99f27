;; A load into a local that is not read after it is forced, too; within a loop, any read in the loop may come after it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 again(mem32 m, u32 p) {
  ;; CHECK: x = i32_load(m, p, 0);
  ;; CHECK: y = x;
  ;; CHECK: drop_load(i32_load(m, p, 4));
  ;; CHECK: return y;
  (func $again (param $p i32) (result i32) (local $x i32) (local $y i32)
    (local.set $x (i32.load (local.get $p)))
    (local.set $y (local.get $x))
    (local.set $x (i32.load offset=4 (local.get $p)))
    (local.get $y))
  ;; CHECK-LABEL: u32 looping(mem32 m, u32 p) {
  ;; CHECK-NOT: drop_load
  ;; CHECK: x = i32_load(m, p, 0);
  ;; CHECK: return
  (func $looping (param $p i32) (result i32) (local $x i32)
    (loop $next
      (local.set $p (i32.add (local.get $p) (local.get $x)))
      (local.set $x (i32.load (local.get $p)))
      (br_if $next (local.get $p)))
    (i32.const 1)))

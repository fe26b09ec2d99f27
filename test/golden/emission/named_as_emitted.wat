;; RUN: %emit %s | %FileCheck %s
;; What a guest names as the emitter names things of its own is renamed, and compiles.
(module
  (tag $tag (param i32))
  (memory 1)
  (table 1 funcref)
  (type $t (func (param i32) (result i32)))
  (global $tags (mut i32) (i32.const 1))
  (global $tag_space (mut i32) (i32.const 2))

  ;; CHECK-DAG: u32 tags_;
  ;; CHECK-DAG: u32 tag_space_;
  ;; CHECK-DAG: tag_identity* tag_space[1];

  ;; CHECK-LABEL: static u32 recursive(state* self, mem32 m, u32 result_) {
  ;; CHECK: const u32 result = result_ +
  ;; CHECK-NEXT: keep_frame();
  ;; CHECK-NEXT: return result;
  (func $recursive (param $result i32) (result i32)
    (if (i32.eqz (local.get $result)) (then (return (global.get $tags))))
    (if (i32.eq (local.get $result) (i32.const 7)) (then
      (return (i32.add (local.get $result) (call $recursive (i32.sub (local.get $result) (i32.const 1)))))))
    (i32.mul (local.get $result) (call $recursive (i32.sub (local.get $result) (i32.const 2)))))

  ;; CHECK-LABEL: static u32 tag_list_(
  (func $tag_list (export "a") (param i32) (result i32)
    (global.set $tag_space (i32.add (global.get $tag_space) (i32.const 1)))
    (throw $tag (call $recursive (local.get 0))))
  (func $image_0 (export "b") (result i32) (i32.const 3)))

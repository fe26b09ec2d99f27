;; A shard has some functions, and declares just these and those that they call, so that it seldom changes.
;;
;; RUN: %emit %s --shards 3 | %FileCheck %s
(module
  (func $first (result i32) (i32.const 1))
  (func $second (result i32) (call $first))
  (func $third (result i32) (i32.const 3))
  (func $fourth (result i32) (call $third))
  ;; CHECK: // golden.1.cpp:
  ;; CHECK: // golden.3.cpp:
  ;; CHECK-NEXT: #define WASM2CPP_SHARD
  ;; CHECK-NOT: {{first|second}}
  ;; CHECK: u32 third();
  ;; CHECK-NEXT: u32 fourth();
  ;; CHECK-NOT: {{first|second}}
  ;; CHECK: u32 fourth() {
  ;; CHECK-NOT: {{first|second}}
  ;; CHECK: // golden.cpp:
  )

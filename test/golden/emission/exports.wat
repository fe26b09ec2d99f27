;; An export is a member function with its name; a reserved name gets an underscore.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory (export "memory") 1)
  (global (export "limit") i64 (i64.const 1))
  (func $f (param $when i64) (result f32 i32) (f32.const 2) (i32.const 3))
  ;; CHECK: class instance {
  ;; CHECK: wasm2cpp::memory memory() const;
  ;; CHECK-NEXT: wasm2cpp::global<std::uint64_t> limit() const;
  ;; CHECK-NEXT: std::tuple<float, std::uint32_t> time_(std::uint64_t when);
  ;; CHECK-NEXT: std::tuple<float, std::uint32_t> a_x2fb(std::uint64_t when);
  (export "time" (func $f))
  (export "a/b" (func $f)))

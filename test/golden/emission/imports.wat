;; One struct per imported module, one member per import; an import named twice is one member.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "env" "print" (func (param i32)))
  (import "env" "print" (func (param i32)))
  (import "env" "mem" (memory 1))
  (import "timer" "now" (func (result i64)))
  ;; CHECK: struct imports {
  ;; CHECK-NEXT: struct env_imports {
  ;; CHECK-NEXT: wasm2cpp::function_import<void(std::uint32_t)> print;
  ;; CHECK-NEXT: wasm2cpp::memory mem;
  ;; CHECK: } env;
  ;; CHECK-NEXT: struct timer_imports {
  ;; CHECK-NEXT: wasm2cpp::function_import<std::uint64_t()> now;
  ;; CHECK: } timer;
  )

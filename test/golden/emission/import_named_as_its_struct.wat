;; An import may have the name of the structure that its module's imports are in, and hides it there.
;;
;; RUN: %wasm2cpp %s -o %t.cpp
;; RUN: %FileCheck %s < %t.hpp
(module
  ;; CHECK:      struct env_imports {
  ;; CHECK-NEXT:   wasm2cpp::function_import<void(std::uint32_t)> env_imports;
  ;; CHECK:        static struct env_imports from(Host& host_) {
  (import "env" "env_imports" (func (param i32))))

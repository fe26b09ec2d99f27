;; Tags are imported and exported with the types of their values. Only a module with exceptions pays for their header,
;; which says what it needs.
;;
;; RUN: %emit %s | %FileCheck %s
;; RUN: rm -rf %t && mkdir %t && %wasm2cpp %s -o %t/tags.cpp
;; RUN: %not 1 g++ -fno-exceptions -fsyntax-only -std=c++20 -I%S/../../../include %t/tags.cpp 2>&1 | %FileCheck --check-prefix=REFUSED %s
;; RUN: echo '(module (func (export "f")))' > %t/none.wat && %emit %t/none.wat | %FileCheck --check-prefix=NONE %s
;;
;; CHECK: #include <wasm2cpp/guest/exception.hpp>
;; CHECK: const tag_identity* tag_space[2];
;; CHECK: wasm2cpp::tag<std::uint32_t> oops;
;; CHECK: wasm2cpp::tag<std::uint64_t, double> two() const;
;; CHECK: .uses_exceptions = true,
;; CHECK: return wasm2cpp::host::tag_at<std::uint64_t, double>(self_, 1);
;; REFUSED: #error "wasm2cpp: this module uses exceptions: compile it, and the program, with C++ exceptions
;; NONE-NOT: exception
(module
  (import "env" "oops" (tag (param i32)))
  (tag (export "two") (param i64 f64)))

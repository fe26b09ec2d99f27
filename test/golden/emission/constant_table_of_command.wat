;; A program's table is constant though it is exported: its main is all that could ask for it. A library's is not.
;;
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wasm2cpp translate %s --command -o %t/program.cpp && %FileCheck --input-file %t/program.cpp %s
;; RUN: %not 1 grep indirect_function_table %t/program.hpp
;; RUN: %emit %s | %FileCheck --check-prefix=LIBRARY %s
;; CHECK: static const constant_element table_0[1] = {
;; CHECK: call_constant_table<void()>(self, m, table_0, 0, 1);
;; LIBRARY: call_indirect<void()>(self->table_space[0], 0, types[0]);
(module
  (table (export "__indirect_function_table") 1 funcref)
  (memory (export "memory") 1)
  (elem (i32.const 0) func $f)
  (func $f)
  (func (export "_start")
    (call_indirect (i32.const 0))))

;; Constants that a person would have written otherwise compile without a warning: clang takes 2 ^ 3 for a power.
;; RUN: CXX=clang++ PRECOMPILED= %emit %s | %FileCheck %s
(module
  (func (export "f") (result i32) (i32.xor (i32.const 2) (i32.const 3))))
;; CHECK-LABEL: u32 f0(state* self, mem32 m) {
;; CHECK-NEXT: return 2u ^ 3u;

;; A shared memory has a handle of a type of its own, so that no access to it is an ordinary one; the handle of the memory
;; that each function is given costs nothing. Ranges of it have functions of their own, too.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK: #include <wasm2cpp/guest/atomic.hpp>
  (memory $a 1 2 shared)
  (memory $b i64 1 2 shared)
  (memory $c 1)
  (data $d "x")
  ;; CHECK-LABEL: u32 f(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   const shared32 m0 = shared_of(m);
  ;; CHECK-NEXT:   const shared64 m1 = memory_of<shared64>(self->memory_space[1]);
  ;; CHECK-NEXT:   i64_store(m1, 0, 1, 8);
  ;; CHECK-NEXT:   return i32_load(m0, p, 4);
  ;; CHECK-NEXT: }
  (func $f (param $p i32) (result i32)
    (i64.store $b offset=8 (i64.const 0) (i64.const 1))
    (i32.load offset=4 (local.get $p)))
  ;; CHECK-LABEL: void ranges(state* self, mem32 m, u32 p) {
  ;; CHECK-NEXT:   shared_memory_fill(self->memory_space[0], p, 0, 9);
  ;; CHECK-NEXT:   shared_memory_copy(self->memory_space[2], self->memory_space[0], p, 0, 9);
  ;; CHECK-NEXT:   memory_copy(self->memory_space[2], self->memory_space[2], p, 0, 9);
  ;; CHECK-NEXT:   shared_memory_init(self->memory_space[0], self->data_space[0], p, 0, 1);
  ;; CHECK-NEXT: }
  (func $ranges (param $p i32)
    (memory.fill $a (local.get $p) (i32.const 0) (i32.const 9))
    (memory.copy $c $a (local.get $p) (i32.const 0) (i32.const 9))
    (memory.copy $c $c (local.get $p) (i32.const 0) (i32.const 9))
    (memory.init $d (local.get $p) (i32.const 0) (i32.const 1))))

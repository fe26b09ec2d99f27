;; A shared memory with 64-bit addresses, and one of the module's own.
(module
  (import "env" "memory" (memory $far i64 1 8 shared))
  (memory $own (export "own") 1 3 shared)
  (func (export "add") (param $n i32)
    (loop $again
      (drop (i64.atomic.rmw32.add_u offset=8 (i64.const 0) (i64.const 1)))
      (i64.store offset=17 (i64.const 0) (i64.load offset=19 (i64.const 0)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "grow") (result i64) (memory.grow (i64.const 1)))
  (func (export "load") (param i64) (result i64) (i64.load offset=0xfffffff0 (local.get 0)))
  (func (export "copy") (param i64) (memory.copy $own $far (i32.const 0) (local.get 0) (i32.const 8))))

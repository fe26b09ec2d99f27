;; A module with threads that imports a table too, which belongs to a store: each thread needs one of its own.
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "env" "table" (table 1 1 funcref))
  (import "wasi" "thread-spawn" (func $thread_spawn (param i32) (result i32)))
  (elem (i32.const 0) $start)
  (func (export "spawn") (result i32) (call $thread_spawn (i32.const 0)))
  (func $start (export "wasi_thread_start") (param $thread i32) (param i32)
    (i32.atomic.store (i32.const 0) (local.get $thread))))

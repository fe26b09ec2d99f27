;; A command for wasi-threads: its memory is made for it, by the limits that it asks for. A thread writes 42 and wakes
;; `_start`, which ends with that status, or 1 if no thread could be started. With an argument the thread traps.
(module
  (import "env" "memory" (memory 1 4 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (func $wasi_thread_start (export "wasi_thread_start") (param $id i32) (param $argument i32)
    (if (i32.gt_u (i32.load (i32.const 16)) (i32.const 1)) (then unreachable))
    (i32.atomic.store (i32.const 0) (i32.const 42))
    (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
  (func $_start (export "_start")
    (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))
    (if (i32.le_s (call $spawn (i32.const 0)) (i32.const 0)) (then (call $exit (i32.const 1))))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (call $exit (i32.atomic.load (i32.const 0)))))

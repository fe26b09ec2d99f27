;; A command with threads whose instances have a start function. In those of threads it does what 4 says: 0 returns, 1 never
;; ends, 2 traps, 3 calls the host, 4 waits; having counted at 0.
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "env" "call" (func $call))
  (import "wasi" "thread-spawn" (func $thread_spawn (param i32) (result i32)))
  (func $start
    (if (i32.eqz (i32.atomic.rmw.add (i32.const 0) (i32.const 1))) (then (return)))
    (block $wait (block $call (block $trap (block $loop (block $return
      (br_table $return $loop $trap $call $wait (i32.load (i32.const 4))))
      (return))
      (loop $again (br $again)))
      (unreachable))
      (call $call) (return))
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1))))
  (start $start)
  (func (export "wasi_thread_start") (param i32 i32)
    (drop (i32.atomic.rmw.add (i32.const 12) (i32.const 1))))
  (func $spawn (export "spawn") (result i32) (call $thread_spawn (i32.const 0)))
  (func (export "_start") (drop (call $spawn))))

;; A module with threads, a memory and a table of its own: translated with --fuel. A thread grows both by one, adds the answers to 0
;; and 4, goes round a loop as often as its argument says, and adds 1 to 8.
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $thread_spawn (param i32) (result i32)))
  (memory $own 1 100)
  (table $own 1 100 funcref)
  (func (export "wasi_thread_start") (param $thread i32) (param $rounds i32)
    (drop (i32.atomic.rmw.add (i32.const 0) (memory.grow $own (i32.const 1))))
    (drop (i32.atomic.rmw.add (i32.const 4) (table.grow $own (ref.null func) (i32.const 1))))
    (loop $again
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $rounds) (i32.const 0))))
    (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 8) (i32.const 1))))
  (func $spawn (export "spawn") (param $rounds i32) (result i32) (call $thread_spawn (local.get $rounds)))
  (func (export "_start")
    (drop (call $spawn (i32.const 1)))
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))

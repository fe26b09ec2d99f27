;; A command with threads. Each does one thing, which its argument names (`act`). `_start` starts a thread for each argument in the
;; list at 64, writes the numbers that they get behind each, waits until as many have counted as 8 says, and acts as 12
;; says.
;;
;;     0 how many have counted      4 what nobody stores at      8, 12 see above      16 how many arguments
;;    64 {argument, number}...    256 a subscription           320 events           384, 400 iovecs   512 bytes
(module
  (import "env" "memory" (memory 1 4 shared))
  (import "env" "call" (func $call (param i32)))
  (import "wasi" "thread-spawn" (func $thread_spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (global $number (mut i32) (i32.const 0))

  (func $count
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))

  (func $act (param $what i32)
    (block $compute (block $write (block $read (block $poll (block $yield (block $exit (block $trap (block $wait (block $count (block $call (block $return
      (br_table $return $count $wait $trap $exit $yield $poll $read $call $write $compute (local.get $what)))
      return)
      (call $call (global.get $number)) return)
      (call $count) return)
      (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1))) unreachable)
      unreachable)
      (call $proc_exit (i32.const 99)) unreachable)
      (loop $again (drop (call $sched_yield)) (br $again)))
      (drop (call $poll_oneoff (i32.const 256) (i32.const 320) (i32.const 1) (i32.const 352))) return)
    (drop (call $fd_read (i32.const 0) (i32.const 384) (i32.const 1) (i32.const 392))) return)
    (loop $again (drop (call $fd_write (i32.const 1) (i32.const 400) (i32.const 1) (i32.const 408))) (br $again)))
    (call $count)
    (loop $again (br $again)))

  (func (export "wasi_thread_start") (param $thread i32) (param $what i32)
    (global.set $number (local.get $thread))
    (call $act (local.get $what)))
  (func $spawn (export "spawn") (param $what i32) (result i32) (call $thread_spawn (local.get $what)))

  (func (export "_start") (local $at i32) (local $count i32)
    (local.set $at (i32.const 64))
    (block $all
      (loop $again
        (br_if $all (i32.eq (local.get $at) (i32.add (i32.const 64) (i32.mul (i32.load (i32.const 16)) (i32.const 8)))))
        (i32.store offset=4 (local.get $at) (call $spawn (i32.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $again)))
    (loop $again
      (local.set $count (i32.atomic.load (i32.const 0)))
      (if (i32.lt_u (local.get $count) (i32.load (i32.const 8)))
        (then
          (drop (memory.atomic.wait32 (i32.const 0) (local.get $count) (i64.const -1)))
          (br $again))))
    (call $act (i32.load (i32.const 12)))))

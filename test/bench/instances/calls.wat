;; The boundary from both sides: a function that does next to nothing, one that calls the host, one that grows.
(module
  (import "env" "next" (func $host_next (param i32) (result i32)))
  (memory (export "memory") 1)
  (func $next (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func (export "call_guest") (param $n i32) (result i32) (local $x i32)
    (loop $again
      (local.set $x (call $next (local.get $x)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "call_host") (param $n i32) (result i32) (local $x i32)
    (loop $again
      (local.set $x (call $host_next (local.get $x)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))

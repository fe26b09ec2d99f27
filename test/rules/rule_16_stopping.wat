;; Guests that do not end by themselves, each in a way of its own; and what a host looks at afterwards.
(module
  (type $unary (func (param i32) (result i32)))
  (import "host" "f" (func $f (param i32) (result i32)))
  (memory (export "memory") 1 64)
  (memory (;1;) 128)
  (memory (;2;) (export "shared") 1 1 shared)
  (table $t 3 10000 funcref)
  (elem (table $t) (i32.const 0) func $next $identity $through_table)
  (elem $passive func $next $identity)
  (data $bytes "bytes")
  (tag $oops (export "oops") (param i32))
  (global $short (export "short") (mut i32) (i32.const 3000))
  (global $steps (export "steps") (mut i32) (i32.const 0))
  (global $lines (mut v128) (v128.const i64x2 0 0))

  ;; ---- endless
  (func (export "loop: empty") (loop (br 0)))
  (func (export "loop: stores") (loop
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
    (br 0)))
  (func (export "loop: globals") (loop (global.set $steps (i32.add (global.get $steps) (i32.const 1))) (br 0)))
  (func $next (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func (export "loop: calls") (local i32) (loop (local.set 0 (call $next (local.get 0))) (br 0)))
  (func (export "loop: indirect calls") (local i32) (loop
    (local.set 0 (call_indirect $t (type $unary) (local.get 0) (i32.and (local.get 0) (i32.const 1))))
    (br 0)))
  (func $tail (export "loop: tail calls") (return_call $tail))
  (func $through_table (type $unary) (return_call_indirect $t (type $unary) (local.get 0) (i32.const 2)))
  (func (export "loop: indirect tail calls") (drop (call $through_table (i32.const 0))))
  (func $fib (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0)) (else
      (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
  (func (export "loop: recursion") (drop (call $fib (i32.const 60))))
  (func (export "loop: floating point") (local f64) (loop
    (local.set 0 (f64.nearest (f64.add (f64.sqrt (local.get 0)) (f64.const 1.5))))
    (br 0)))
  (func (export "loop: vectors") (loop (global.set $lines (i32x4.add (global.get $lines) (v128.const i32x4 1 2 3 4))) (br 0)))
  (func (export "loop: host") (loop (drop (call $f (i32.const 0))) (br 0)))
  (func (export "loop: growth") (loop (drop (memory.grow (i32.const 0))) (br 0)))
  (func (export "loop: refused growth") (loop (drop (memory.grow (i32.const 1000))) (br 0)))
  (func (export "loop: table growth") (loop (drop (table.grow $t (ref.null func) (i32.const 1))) (br 0)))
  (func (export "loop: fill") (loop (memory.fill 1 (i32.const 0) (i32.const 7) (i32.const 0x800000)) (br 0)))
  (func (export "loop: copy up") (loop
    (memory.copy 1 1 (i32.const 1) (i32.const 0) (i32.const 0x7fffff))
    (br 0)))
  (func (export "loop: copy down") (loop
    (memory.copy 1 1 (i32.const 0) (i32.const 1) (i32.const 0x7fffff))
    (br 0)))
  (func (export "loop: short copies") (loop
    (memory.copy 1 1 (i32.const 8) (i32.const 0) (global.get $short))
    (br 0)))
  (func (export "loop: short fills") (loop
    (memory.fill 1 (i32.const 8) (i32.const 7) (global.get $short))
    (br 0)))
  ;; Compilers know this one, and would call memset.
  (func (export "loop: stores of zeros") (local i32)
    (loop $again
      (local.set 0 (i32.const 0))
      (loop $next
        (i32.store8 1 (local.get 0) (i32.const 0))
        (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get 0) (i32.const 0x800000))))
      (br $again)))
  (func (export "loop: shared fill") (loop (memory.fill 2 (i32.const 0) (i32.const 7) (i32.const 0x10000)) (br 0)))
  (func (export "loop: segments") (loop
    (memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 0))
    (table.init $t $passive (i32.const 0) (i32.const 0) (i32.const 2))
    (table.fill $t (i32.const 1) (table.get $t (i32.const 1)) (i32.const 1))
    (table.copy $t $t (i32.const 0) (i32.const 0) (i32.const 3))
    (br 0)))
  (func (export "loop: atomics") (loop
    (drop (i32.atomic.rmw.add 2 (i32.const 0) (i32.const 1)))
    (drop (memory.atomic.notify 2 (i32.const 0) (i32.const 1)))
    (br 0)))
  (func $throw (param i32) (throw $oops (local.get 0)))
  (func $catch (param i32) (result i32)
    (try (result i32) (do (call $throw (local.get 0)) (unreachable)) (catch $oops)))
  (func (export "loop: exceptions") (loop (drop (call $catch (i32.const 1))) (br 0)))
  (func (export "loop: rethrown exceptions") (loop $again
    (try
      (do (try (do (call $throw (i32.const 1))) (catch_all (rethrow 0))))
      (catch $oops (drop)))
    (br $again)))
  (func (export "loop: exceptions of the host") (loop $again
    (drop (try (result i32) (do (call $f (i32.const 0))) (catch $oops)))
    (br $again)))
  (func (export "wait") (drop (memory.atomic.wait32 2 (i32.const 128) (i32.const 0) (i64.const -1))))

  ;; ---- everything that changes what the runtime keeps, in turn; for so many rounds
  (func (export "churn") (param i32)
    (loop
      (drop (call $catch (local.get 0)))
      (drop (memory.grow (i32.const 0)))
      (drop (table.grow $t (table.get $t (i32.const 0)) (i32.const 1)))
      (drop (call $f (local.get 0)))
      (memory.fill (i32.const 0x8000) (i32.const 1) (i32.const 0x4000))
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (drop (call_indirect $t (type $unary) (local.get 0) (i32.const 0)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))

  ;; ---- what works on
  (func $identity (export "identity") (type $unary) (local.get 0))
  (func (export "catch") (type $unary) (call $catch (local.get 0)))
  (func (export "element") (type $unary) (call_indirect $t (type $unary) (local.get 0) (i32.const 0)))
  (func (export "drop") (data.drop $bytes) (elem.drop $passive))
  (func (export "through_host") (type $unary) (call $f (local.get 0)))
  (func (export "unreachable") (unreachable))
  (func (export "sum") (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))
  (func (export "out_of_bounds") (i32.store (i32.const -4) (i32.const 0))))

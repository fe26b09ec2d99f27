;; What asks by itself whether it is to be stopped, and counts its instructions.
;; translated with --interruptible --fuel
(module
  (type $unary (func (param i32) (result i32)))
  (import "host" "f" (func $f (param i32) (result i32)))
  (memory (export "memory") 1)
  (tag $oops)
  (table funcref (elem $identity))
  (func (export "loop: empty") (loop (br 0)))
  (func $tail (export "loop: tail calls") (return_call $tail))
  (func (export "loop: nested") (loop (block (br 1)) (br 0)))
  (func (export "loop: exceptions") (loop $again (try (do (throw $oops)) (catch $oops)) (br $again)))
  (func (export "loop: recursion") (drop (call $fib (i32.const 60))))

  ;; Two instructions before the loop, ten in each iteration, one behind it.
  (func $sum (export "sum") (param i32) (result i32) (local i32)
    (local.set 1 (i32.const 0))
    (loop
      (local.set 1 (i32.add (local.get 1) (i32.load (i32.const 0))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))
  ;; One; and for `if` a get, the `if`, and one or two in its arms.
  (func (export "arms") (param i32) (result i32)
    (nop)
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.eqz (i32.const 1)))))
  (func $identity (export "identity") (param i32) (result i32) (local.get 0))
  (func (export "calls") (param i32) (result i32)
    (call $identity (call_indirect (type $unary) (local.get 0) (i32.const 0))))
  (func (export "through_host") (param i32) (result i32) (call $f (local.get 0)))
  (func (export "traps") (drop (i32.const 1)) (drop (i32.const 2)) (unreachable))
  (func (export "caught") (result i32)
    (try (result i32) (do (throw $oops)) (catch_all (i32.const 5))))
  (func $fib (export "fib") (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0)) (else
      (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2))))))))

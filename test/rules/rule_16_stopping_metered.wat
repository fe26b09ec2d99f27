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
  ;; Where what stands before the end of a block, of an arm, of a handler is not reachable, another run begins.
  (func (export "table_then_return") (param i32) (result i32)
    (block $b (block $a
      (br_table $a $b (local.get 0)))
      (return (i32.const 10)))
    (i32.const 99))
  (func (export "branch_then_return") (param i32) (result i32)
    (block $a
      (br_if $a (local.get 0))
      (return (i32.const 10)))
    (i32.const 99))
  (func (export "branch_then_branch") (param i32) (result i32)
    (block $out
      (block $a
        (br_if $a (local.get 0))
        (br $out))
      (return (i32.add (i32.const 1) (i32.const 99))))
    (i32.const 5))
  (func (export "arms_that_return") (param i32) (result i32)
    (if (local.get 0) (then (return (i32.const 1))) (else (return (i32.add (i32.const 1) (i32.const 1)))))
    (i32.const 5))
  (func (export "handler_after_throw") (param i32) (result i32)
    (try (do (throw $oops)) (catch $oops (return (i32.add (local.get 0) (i32.const 1)))))
    (i32.const 5))
  ;; Eleven instructions in each iteration but the last, three there, one behind it.
  (func (export "left_early") (param i32) (result i32)
    (block $out (loop $again
      (block $a (br_if $a (local.get 0)) (br $out))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (drop (i32.mul (local.get 0) (i32.const 3)))
      (br $again)))
    (local.get 0))
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

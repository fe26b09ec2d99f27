;; The export's name says what must hold: "forever ..." never comes back, whatever it is given; "ends by a trap ..." does
;; something in each round that ends it at last; "ends ..." returns.
(module
  (import "host" "tick" (func $tick))
  (memory 1)
  (global $rounds (export "rounds") (mut i64) (i64.const 0))
  (func $spin (loop (br 0)))
  (func $spin_with_result (param i32) (result i32)
    (loop (br_if 0 (i32.or (local.get 0) (i32.const 1))))
    (local.get 0))
  (func $nothing)

  (func (export "forever empty") (loop (br 0)))
  (func (export "forever empty, before a trap") (loop (br 0)) (unreachable))
  (func (export "forever empty, with a result") (result i32) (loop (result i32) (br 0)))
  (func (export "forever a loop in a loop") (loop $outer (loop $inner (br_if $inner (i32.const 0)) (br $outer))))
  (func (export "forever by a condition that is constant") (loop (br_if 0 (i32.const 1))))
  (func (export "forever by a condition that is always true") (param i32)
    (loop (br_if 0 (i32.or (local.get 0) (i32.const 1)))))
  (func (export "forever by br_table") (param i32) (loop (block (br_table 1 1 1 (local.get 0)))))
  (func (export "forever counting a local") (local i32)
    (loop (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0)))
  (func (export "forever past the largest number") (param i32)
    (loop (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if 0 (i32.le_u (local.get 0) (i32.const -1)))))
  (func (export "forever, since odd numbers are not 0") (local i32)
    (local.set 0 (i32.const 1))
    (loop (local.set 0 (i32.add (local.get 0) (i32.const 2))) (br_if 0 (local.get 0))))
  ;; Whether this one ends is not known to anyone who compiles it: it does not for 0.
  (func (export "forever looking for 1 in Collatz's sequence") (param i32)
    (block $found
      (loop $next
        (br_if $found (i32.eq (local.get 0) (i32.const 1)))
        (local.set 0
          (if (result i32) (i32.and (local.get 0) (i32.const 1))
            (then (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 1)))
            (else (i32.shr_u (local.get 0) (i32.const 1)))))
        (br $next))))
  (func (export "forever reading memory") (param i32)
    (loop (br_if 0 (i32.eqz (i32.load (local.get 0))))))
  (func (export "forever writing the same") (loop (i32.store (i32.const 8) (i32.const 1)) (br 0)))
  ;; g++ 12 crashed: a comparison with a double that was a u64 moves out of the loop, as a choice of neighbouring numbers.
  (func (export "forever writing where a reinterpreted number says") (param i32) (local i32)
    (loop $outer
      (local.set 1
        (i32.or (f64.lt (f64.const 5) (f64.reinterpret_i64 (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 3))))
          (i32.const 1024)))
      (loop $inner
        (i32.store8 (local.get 1) (i32.const 0))
        (br_if $inner (i32.load (i32.const 8))))
      (br $outer)))
  (func (export "forever writing where a comparison with a NaN says") (local i32)
    (loop $outer
      (local.set 0 (i32.or (f64.lt (f64.const 5) (f64.const nan)) (i32.const 1024)))
      (loop $inner
        (i32.store8 (local.get 0) (i32.const 0))
        (br_if $inner (i32.load (i32.const 8))))
      (br $outer)))
  (func (export "forever writing a global")
    (loop (global.set $rounds (i64.add (global.get $rounds) (i64.const 1))) (br 0)))
  (func (export "forever calling what does nothing") (loop (call $nothing) (br 0)))
  (func (export "forever in a function called") (call $spin))
  (func (export "forever in a function called, before a trap") (call $spin) (unreachable))
  (func (export "forever in a function whose result is dropped") (param i32)
    (drop (call $spin_with_result (local.get 0))))
  (func (export "forever in one arm") (param i32)
    (if (i32.eqz (local.get 0)) (then (loop (br 0))) (else (unreachable))))

  (func (export "ends by a trap beyond memory, storing") (local i32)
    (loop
      (i32.store (local.get 0) (i32.const 1))
      (local.set 0 (i32.add (local.get 0) (i32.const 64)))
      (br 0)))
  (func (export "ends by a trap beyond memory, loading and dropping") (local i32)
    (loop
      (drop (i32.load (local.get 0)))
      (local.set 0 (i32.add (local.get 0) (i32.const 64)))
      (br 0)))
  (func (export "ends by a trap on division, whose result is dropped") (local i32)
    (local.set 0 (i32.const 100000))
    (loop
      (drop (i32.div_u (i32.const 1) (local.get 0)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br 0)))
  (func (export "ends by a trap after many rounds") (param i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get 1) (i32.const 1000000))))
    (unreachable))

  (func (export "ends after counting") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get 1) (local.get 0))))
    (local.get 1))
  (func (export "call the host for ever") (loop (call $tick) (br 0))))

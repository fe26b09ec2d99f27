;; Tail calls of every kind. Each function that counts does so in its instance's $hops and memory, so that a call that
;; went to another instance is seen. `next` is a function of another instance, or a host's.
(module
  (type $step (func (param i64 i32) (result i32)))
  (type $void_step (func (param i32)))
  (import "other" "next" (func $next (param i64 i32) (result i32)))
  (import "other" "next_void" (func $next_void (param i32)))
  (import "other" "table" (table $shared 8 funcref))
  (import "host" "report" (func $report (param i32) (result i32)))
  (memory (export "memory") 1)
  (table $own funcref (elem $through_own_table $plain_end $add_plainly))
  (global $hops (export "hops") (mut i32) (i32.const 0))
  (global $id (export "id") (mut i32) (i32.const 0))

  (func $count
    (global.set $hops (i32.add (global.get $hops) (i32.const 1)))
    (i32.store (i32.const 1000) (i32.add (i32.load (i32.const 1000)) (i32.const 1))))

  ;; In one instance.
  (func $itself (export "itself") (type $step)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $itself (i64.sub (local.get 0) (i64.const 1)) (i32.add (local.get 1) (i32.const 1))))
  (func $even (export "even") (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call $odd (i64.sub (local.get 0) (i64.const 1))))
  (func $odd (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call $even (i64.sub (local.get 0) (i64.const 1))))
  (func $counting (export "counting") (type $step)
    (call $count)
    (if (i64.eqz (local.get 0)) (then (return (i32.add (local.get 1) (global.get $id)))))
    (return_call $counting_too (i64.sub (local.get 0) (i64.const 1)) (local.get 1)))
  (func $counting_too (type $step) (call $count) (return_call $counting (local.get 0) (local.get 1)))
  (func $swap (export "swap arguments") (param i32 i32 i32) (result i32)
    (if (i32.eqz (local.get 2)) (then (return (i32.sub (local.get 0) (local.get 1)))))
    (return_call $swap (local.get 1) (local.get 0) (i32.sub (local.get 2) (i32.const 1))))
  (func $no_values (export "no_values")
    (call $count)
    (if (i32.lt_u (global.get $hops) (i32.const 1000000)) (then (return_call $no_values_too))))
  (func $no_values_too (return_call $no_values))

  ;; Arguments and results of many types; from few to many and back.
  (func $many (export "many") (param i64 i32 f32 f64 i64 i32 f32 f64 i64 i32 f32 f64 i64 i32 f32 f64 i64 i32)
      (result i64 i32 f32 f64)
    (if (i64.eqz (local.get 0))
      (then (return
        (i64.add (local.get 4) (i64.add (local.get 8) (i64.add (local.get 12) (local.get 16))))
        (i32.add (local.get 1) (i32.add (local.get 5) (i32.add (local.get 9) (i32.add (local.get 13) (local.get 17)))))
        (f32.add (local.get 2) (f32.add (local.get 6) (f32.add (local.get 10) (local.get 14))))
        (f64.add (local.get 3) (f64.add (local.get 7) (f64.add (local.get 11) (local.get 15)))))))
    (return_call $few (i64.sub (local.get 0) (i64.const 1))))
  (func $few (export "few") (param i64) (result i64 i32 f32 f64)
    (return_call $many (local.get 0) (i32.const 1) (f32.const 2) (f64.const 3) (i64.const 4) (i32.const 5) (f32.const 6)
      (f64.const 7) (i64.const 8) (i32.const 9) (f32.const 10) (f64.const 11) (i64.const 12) (i32.const 13)
      (f32.const 14) (f64.const 15) (i64.const 16) (i32.const 17)))
  (func $references (export "references") (param i64 externref funcref) (result externref funcref)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1) (local.get 2))))
    (return_call $references_too (local.get 2) (local.get 1) (i64.sub (local.get 0) (i64.const 1))))
  (func $references_too (param funcref externref i64) (result externref funcref)
    (return_call $references (local.get 2) (local.get 1) (local.get 0)))

  ;; Through tables.
  (func $through_own_table (export "through_own_table") (type $step)
    (call $count)
    (if (i64.eqz (local.get 0)) (then (return (i32.add (local.get 1) (global.get $id)))))
    (return_call_indirect $own (type $step) (i64.sub (local.get 0) (i64.const 1)) (local.get 1) (i32.const 0)))
  (func (export "through_own_table_at") (param i32) (result i32)
    (return_call_indirect $own (type $step) (i64.const 0) (i32.const 5) (local.get 0)))
  ;; Element n of the shared table, then n + 1, and so on.
  (func $around (export "around") (type $step)
    (call $count)
    (if (i64.eqz (local.get 0)) (then (return (i32.add (local.get 1) (global.get $id)))))
    (return_call_indirect $shared (type $step)
      (i64.sub (local.get 0) (i64.const 1)) (local.get 1) (i32.and (i32.wrap_i64 (local.get 0)) (i32.const 3))))
  (func (export "put") (param i32) 
    (table.init $shared $around_only (local.get 0) (i32.const 0) (i32.const 1)))
  (elem $around_only func $around)

  ;; To other instances and the host.
  (func $bounce (export "bounce") (type $step)
    (call $count)
    (if (i64.eqz (local.get 0)) (then (return (i32.add (local.get 1) (global.get $id)))))
    (return_call $next (i64.sub (local.get 0) (i64.const 1)) (local.get 1)))
  (func $bounce_void (export "bounce_void") (type $void_step)
    (call $count)
    (if (local.get 0) (then (return_call $next_void (i32.sub (local.get 0) (i32.const 1))))))
  ;; Two tail calls inside, then one to the other instance.
  (func (export "inside_then_outside") (type $step)
    (call $count)
    (if (i64.eqz (local.get 0)) (then (return (i32.add (local.get 1) (global.get $id)))))
    (return_call $inside (local.get 1) (local.get 0)))
  (func $inside (param i32 i64) (result i32)
    (call $count)
    (return_call $next (i64.sub (local.get 1) (i64.const 1)) (local.get 0)))
  (func (export "to_the_host") (param i32) (result i32) (return_call $report (i32.add (local.get 0) (i32.const 1))))

  ;; To functions that make no tail calls.
  (func $add_plainly (type $step) (call $count) (i32.add (i32.wrap_i64 (local.get 0)) (local.get 1)))
  (func (export "to_a_plain_function") (type $step) (return_call $add_plainly (local.get 0) (local.get 1)))
  (func $plain_end (param i64) (result i32) (i32.const 3))

  ;; Arguments are computed by calls that make tail calls themselves, in this instance and through the host.
  (func (export "nested_arguments") (param i64) (result i32)
    (return_call $sub3
      (call $itself (local.get 0) (i32.const 100))
      (call $itself (local.get 0) (i32.const 20))
      (call $counting (local.get 0) (i32.const 3))))
  (func $sub3 (param i32 i32 i32) (result i32)
    (return_call $sub2 (i32.sub (local.get 0) (local.get 1)) (local.get 2)))
  (func $sub2 (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
  (func (export "host_between") (param i32) (result i32)
    (return_call $swap (local.get 0) (call $report (i32.const 6)) (i32.const 1)))
  ;; Not in tail position: each of these waits for a chain of tail calls.
  (func $waits (export "waits") (param i64 i32) (result i32)
    (if (i32.eqz (local.get 1)) (then (return (i32.const 0))))
    (i32.add
      (call $itself (local.get 0) (i32.const 0))
      (call $waits (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))

  ;; Chains that trap.
  (func $to_a_trap (export "to_a_trap") (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (unreachable)))
    (return_call $to_a_trap_too (i64.sub (local.get 0) (i64.const 1))))
  (func $to_a_trap_too (param i64) (result i32) (return_call $to_a_trap (local.get 0)))

  ;; In branches and loops.
  (func $in_loop (export "in_loop") (param i64 i32) (result i32) (local i32)
    (loop $next
      (local.set 2 (i32.add (local.get 2) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get 2) (i32.const 3)))
      (block $out
        (br_if $out (i64.eqz (local.get 0)))
        (return_call $in_loop (i64.sub (local.get 0) (i64.const 1)) (i32.add (local.get 1) (local.get 2)))))
    (local.get 1)))

;; The same loop twice: it calls a function $n times, with and without a try around the call. The function may throw, so
;; that no compiler removes the try, but does not. And one that throws each time. For test/bench/exceptions.
(module
  (tag $odd (param i32))
  (func $step (param $x i32) (param $limit i32) (result i32)
    (if (i32.eq (local.get $x) (local.get $limit)) (then (throw $odd (local.get $x))))
    (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
  (func (export "plain") (param $n i32) (param $limit i32) (result i32) (local $x i32)
    (loop $next
      (local.set $x (call $step (local.get $x) (local.get $limit)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "through_try") (param $n i32) (param $limit i32) (result i32) (local $x i32)
    (loop $next
      (try
        (do (local.set $x (call $step (local.get $x) (local.get $limit))))
        (catch $odd (local.set $x)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "throwing") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (try
        (do (drop (call $step (local.get $n) (local.get $n))))
        (catch $odd (local.set $sum (i32.add (local.get $sum)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))

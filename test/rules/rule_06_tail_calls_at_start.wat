;; Its start function makes a million tail calls.
(module
  (global $left (export "left") (mut i32) (i32.const 1000000))
  (func $a
    (if (global.get $left)
      (then (global.set $left (i32.sub (global.get $left) (i32.const 1))) (return_call $b))))
  (func $b (return_call $a))
  (start $a))

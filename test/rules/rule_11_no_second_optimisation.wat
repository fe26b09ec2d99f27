;; Small functions that are called once, which any compiler would inline; loads in loops that should become vectors; and
;; a memory base that should stay in its register. What only traps needs no handler of exceptions.
(module
  (memory (export "memory") 4)
  (global $g (export "g") (mut i32) (i32.const 0))
  (func $tiny_leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 41)))
  (func $tiny_middle (param i32) (result i32) (i32.mul (call $tiny_leaf (local.get 0)) (i32.const 3)))
  (func $tiny_setter (global.set $g (i32.const 3)))
  (func $tiny_getter (result i32) (i32.add (global.get $g) (i32.const 12342)))
  (func $calls (export "calls") (param i32) (result i32)
    (call $tiny_setter)
    (i32.add (call $tiny_middle (local.get 0)) (call $tiny_getter)))

  (func $scale (export "scale") (local i32)
    (loop $next
      (f64.store (local.get 0) (f64.mul (f64.load (local.get 0)) (f64.const 3)))
      (br_if $next (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 8))) (i32.const 65536)))))
  (func $combine (export "combine") (local i32)
    (loop $next
      (i32.store offset=131072 (local.get 0)
        (i32.add (i32.load (local.get 0)) (i32.load offset=65536 (local.get 0))))
      (br_if $next (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 65536)))))

  ;; Stores, then loads: the base of the memory is not read again for it, and no asm stands in the way.
  (func $straight (export "straight") (param $p i32) (result i32)
    (i32.store (local.get $p) (i32.const 1))
    (i32.store offset=8 (local.get $p) (i32.load offset=4 (local.get $p)))
    (global.set $g (i32.load (local.get $p)))
    (i32.add (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))))

  (func $only_traps (export "only traps") (param $p i32) (result i32)
    (try (result i32)
      (do (i32.add (i32.div_u (i32.const 12) (local.get $p))
                   (i32.add (i32.load offset=0xffff0000 (local.get $p)) (i32.trunc_f32_s (f32.load (local.get $p))))))
      (catch_all (i32.const 1)))))

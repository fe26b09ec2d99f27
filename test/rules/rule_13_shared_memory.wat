;; Accesses that race: a plain word that every thread writes, a counter that all add to, a plain loop that waits for a
;; word, and ranges.
(module
  (import "host" "memory" (memory 1 4 shared))
  (func (export "store whole words") (param $value i32) (param $times i32)
    (loop $again
      (i32.store (i32.const 64) (local.get $value))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (func (export "load a word") (result i32) (i32.load (i32.const 64)))
  (func (export "count") (param $times i32)
    (loop $again
      (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (func (export "wait in a plain loop")
    (loop $again (br_if $again (i32.eqz (i32.load (i32.const 128))))))
  (func (export "set") (i32.store (i32.const 128) (i32.const 1)))
  (func (export "fill and copy") (param $times i32)
    (loop $again
      (memory.fill (i32.const 1024) (local.get $times) (i32.const 256))
      (memory.copy (i32.const 1300) (i32.const 1024) (i32.const 256))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))

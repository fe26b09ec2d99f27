;; What asks for memory, elements and stack.
(module
  (import "host" "f" (func $f (param i32) (result i32)))
  (memory (export "memory") 2)
  (table $t (export "table") 10 funcref)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "size") (result i32) (memory.size))
  (func (export "grow_table") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
  (func (export "table_size") (result i32) (table.size $t))
  (func (export "touch") (param i32) (result i32) (i32.store8 (local.get 0) (i32.const 7)) (i32.load8_u (local.get 0)))
  (func $recurse (export "recurse") (param i32) (result i32)
    (i32.add (call $recurse (i32.add (call $f (local.get 0)) (i32.const 1))) (i32.const 1)))
  (func $through_host (export "through_host") (param i32) (result i32)
    (i32.add (call $f (local.get 0)) (i32.const 1))))

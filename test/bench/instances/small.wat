;; An instance with as little as a useful one has: a page, a global, a table of one function, some data.
(module
  (memory (export "memory") 1)
  (global $counter (mut i32) (i32.const 7))
  (table 1 funcref)
  (elem (i32.const 0) $count)
  (data (i32.const 1024) "a few bytes")
  (func $count (export "count") (result i32)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (i32.store (i32.const 0) (global.get $counter))
    (i32.load (i32.const 0))))

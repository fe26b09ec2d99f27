;; Writes active data into the memory that it is given, and counts its instances at address 0.
(module
  (import "env" "memory" (memory $m 1 64 shared))
  (data (i32.const 5001) "active data, which each instance writes again")
  (func $start (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))))
  (start $start)
  (export "memory" (memory $m)))

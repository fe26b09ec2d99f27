;; A shared memory reserves its maximum when it is made.
(module (memory (export "memory") 1 16384 shared) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))

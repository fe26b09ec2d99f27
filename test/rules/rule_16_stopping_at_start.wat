;; A module that never comes to be.
(module (memory (export "memory") 1) (func $spin (loop (br 0))) (start $spin))

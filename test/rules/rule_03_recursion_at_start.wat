;; Its start function never ends.
(module (func $f (call $f)) (start $f))

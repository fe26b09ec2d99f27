;; A start function that takes 1,002 instructions.
;; translated with --fuel
(module
  (func $start (local i32)
    (local.set 0 (i32.const 200))
    (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (start $start))

;; A start function that throws.
(module
  (tag $oops (export "oops") (param i32))
  (func $start (throw $oops (i32.const 21)))
  (start $start))

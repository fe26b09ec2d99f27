;; A module to be compiled with flags that it must refuse.
(module
  (memory 1)
  (func (export "min") (param f64 f64) (result f64) (f64.min (local.get 0) (local.get 1))))

;; What only a request from another thread ends.
(module
  (func (export "forever") (loop (br 0)))
  (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))

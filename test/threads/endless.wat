;; What only a request from another thread ends. It is translated with --interruptible, so that the request is seen in the
;; loop: the thread sanitizer does not bear a signal at any moment.
(module
  (func (export "forever") (loop (br 0)))
  (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))

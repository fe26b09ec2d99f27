;; Its start function calls the host.
(module
  (import "host" "f" (func $f))
  (memory 1)
  (func $start (call $f))
  (start $start))

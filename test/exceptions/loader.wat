;; A module without exceptions whose import may bring one with them, and which then calls what that has put in its table.
(module
  (type $hold (func (param i32 i32) (result i32)))
  (import "env" "load" (func $load))
  (table (export "functions") 1 funcref)
  (func (export "run") (type $hold)
    (call $load)
    (call_indirect (type $hold) (local.get 0) (local.get 1) (i32.const 0))))

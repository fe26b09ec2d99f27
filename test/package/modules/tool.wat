;; A WASI command that ends with the status 7 if it has one variable and one folder.
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $is_folder (param $fd i32) (result i32)
    (i32.eqz (call $fd_prestat_get (local.get $fd) (i32.const 16))))
  (func (export "_start")
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (if (i32.ne (i32.load (i32.const 0)) (i32.const 1)) (then (call $proc_exit (i32.const 1))))
    (if (i32.eqz (call $is_folder (i32.const 3))) (then (call $proc_exit (i32.const 2))))
    (if (call $is_folder (i32.const 4)) (then (call $proc_exit (i32.const 3))))
    (call $proc_exit (i32.const 7))))

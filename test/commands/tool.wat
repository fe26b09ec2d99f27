;; A command that does what its first argument's first letter says:
;;
;;   a  writes its arguments, each with a NUL behind it        i  copies standard input to standard output
;;   e  writes its environment in the same way                 t  traps, two calls deep
;;   p  writes the name of its first folder, and makes the     x  ends with the status 7
;;      file `new` in it; the status is the errno              m  calls a function that nobody provides
;;   l  never ends                                             g  grows its memory, as Emscripten's programs do
;;   d  calls itself a million times
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_dir_name" (func $fd_prestat_dir_name (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "env" "draw" (func $draw (param i32 externref f64) (result i64 funcref)))
  (import "env" "emscripten_notify_memory_growth" (func $notify (param i32)))
  (import "env" "__syscall_getcwd" (func $getcwd (param i32 i32) (result i32)))

  ;; 0: count and size; 16: a buffer's address and length; 64: a name; 1024: pointers; 4096: bytes
  (memory (export "memory") 1)
  (data (i32.const 64) "new")

  (func $write (param $address i32) (param $length i32)
    (i32.store (i32.const 16) (local.get $address))
    (i32.store (i32.const 20) (local.get $length))
    (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24))))

  (func $read_arguments
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (drop (call $args_get (i32.const 1024) (i32.const 4096))))

  (func $write_environment
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (drop (call $environ_get (i32.const 1024) (i32.const 4096)))
    (call $write (i32.const 4096) (i32.load (i32.const 4))))

  (func $copy_input
    (i32.store (i32.const 32) (i32.const 4096))
    (i32.store (i32.const 36) (i32.const 1000))
    (loop $more
      (br_if 1 (call $fd_read (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 40)))
      (br_if 1 (i32.eqz (i32.load (i32.const 40))))
      (call $write (i32.const 4096) (i32.load (i32.const 40)))
      (br $more)))

  (func $make_file (local $error i32)
    (call $proc_exit
      (block $errno (result i32)
        (drop (br_if $errno (local.tee $error (call $fd_prestat_get (i32.const 3) (i32.const 0))) (local.get $error)))
        (drop (call $fd_prestat_dir_name (i32.const 3) (i32.const 4096) (i32.load (i32.const 4))))
        (call $write (i32.const 4096) (i32.load (i32.const 4)))
        (call $path_open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 3) (i32.const 1)
          (i64.const 0x40) (i64.const 0) (i32.const 0) (i32.const 0)))))

  (func $grow
    (drop (memory.grow (i32.const 1)))
    (call $notify (i32.const 0))
    (call $proc_exit (i32.sub (i32.const 0) (call $getcwd (i32.const 0) (i32.const 0)))))

  (func $deep (param $calls i32) (result i32)
    (if (result i32) (local.get $calls)
      (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get $calls) (i32.const 1)))))
      (else (i32.const 0))))

  (func $inner unreachable)
  (func $trap call $inner)
  (func $call_missing (drop (call $draw (i32.const 1) (ref.null extern) (f64.const 0))) drop)

  (func $_start (export "_start") (local $letter i32)
    (call $read_arguments)
    (if (i32.lt_u (i32.load (i32.const 0)) (i32.const 2)) (then (return)))
    (local.set $letter (i32.load8_u (i32.load (i32.const 1028))))
    (if (i32.eq (local.get $letter) (i32.const 97)) (then (call $write (i32.const 4096) (i32.load (i32.const 4)))))
    (if (i32.eq (local.get $letter) (i32.const 100))
      (then (call $proc_exit (i32.ne (call $deep (i32.const 1000000)) (i32.const 1000000)))))
    (if (i32.eq (local.get $letter) (i32.const 101)) (then (call $write_environment)))
    (if (i32.eq (local.get $letter) (i32.const 103)) (then (call $grow)))
    (if (i32.eq (local.get $letter) (i32.const 105)) (then (call $copy_input)))
    (if (i32.eq (local.get $letter) (i32.const 108)) (then (loop $forever (br $forever))))
    (if (i32.eq (local.get $letter) (i32.const 109)) (then (call $call_missing)))
    (if (i32.eq (local.get $letter) (i32.const 112)) (then (call $make_file)))
    (if (i32.eq (local.get $letter) (i32.const 116)) (then (call $trap)))
    (if (i32.eq (local.get $letter) (i32.const 120)) (then (call $proc_exit (i32.const 7))))))

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; tool.c by hand, for machines without a C compiler for WASI. It takes no arguments: it looks at the three files that
;; tool.c looks at without any.
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 256) "/text/bottles.txt\n")      ;; below the folder, which is descriptor 3: from 262 on
  (data (i32.const 288) "/text/../../tool.c\n")     ;; from 294 on
  (data (i32.const 320) "/etc/passwd\n")
  (data (i32.const 352) ": not to be had\n")
  ;; At 0 an iovec, at 8 what a function gives, at 16 an open file, up to 64 digits, from 1024 on the buffer.

  (func $print (param $text i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func $print_number (param $number i32)
    (local $first i32)
    (local.set $first (i32.const 64))
    (i32.store8 (local.get $first) (i32.const 32))
    (loop $digit
      (local.set $first (i32.sub (local.get $first) (i32.const 1)))
      (i32.store8 (local.get $first) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
      (br_if $digit (local.tee $number (i32.div_u (local.get $number) (i32.const 10)))))
    (call $print (local.get $first) (i32.sub (i32.const 65) (local.get $first))))

  ;; The path is printed whole, with its line's end, and opened without as many bytes as $skipped.
  (func $count (param $path i32) (param $length i32) (param $skipped i32)
    (local $lines i32) (local $words i32) (local $bytes i32) (local $in_word i32) (local $i i32) (local $is_space i32)
    (if (call $path_open (i32.const 3) (i32.const 1) (i32.add (local.get $path) (local.get $skipped))
          (i32.sub (local.get $length) (local.get $skipped)) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0)
          (i32.const 16))
      (then
        (call $print (local.get $path) (local.get $length))
        (call $print (i32.const 352) (i32.const 16))
        (return)))
    (block $end
      (loop $more
        (i32.store (i32.const 0) (i32.const 1024))
        (i32.store (i32.const 4) (i32.const 4096))
        (br_if $end (call $fd_read (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if $end (i32.eqz (i32.load (i32.const 8))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.load (i32.const 8))))
        (local.set $i (i32.const 0))
        (loop $next
          (local.set $is_space (i32.or
            (i32.eq (i32.load8_u offset=1024 (local.get $i)) (i32.const 32))
            (i32.eq (i32.load8_u offset=1024 (local.get $i)) (i32.const 10))))
          (local.set $words (i32.add (local.get $words) (i32.gt_s (i32.eqz (local.get $is_space)) (local.get $in_word))))
          (local.set $in_word (i32.eqz (local.get $is_space)))
          (local.set $lines
            (i32.add (local.get $lines) (i32.eq (i32.load8_u offset=1024 (local.get $i)) (i32.const 10))))
          (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.load (i32.const 8)))))
        (br $more)))
    (call $print_number (local.get $lines))
    (call $print_number (local.get $words))
    (call $print_number (local.get $bytes))
    (call $print (local.get $path) (i32.add (local.get $length) (i32.const 1))))

  (func (export "_start")
    (call $count (i32.const 256) (i32.const 17) (i32.const 6))
    (call $count (i32.const 288) (i32.const 18) (i32.const 6))
    (call $count (i32.const 320) (i32.const 11) (i32.const 0))))

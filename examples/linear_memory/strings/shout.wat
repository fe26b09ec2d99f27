;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Makes text loud. The allocator is the simplest there is: it only moves on.
(module
  (memory (export "memory") 1)
  (global $free (mut i32) (i32.const 1024))
  (global $last_offset (mut i32) (i32.const 0))
  (global $last_length (mut i32) (i32.const 0))

  (func $allocate (export "allocate") (param $size i32) (result i32)
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (local.get $size))))

  ;; A copy of the text, with a to z in upper case; its offset and its length.
  (func (export "shout") (param $text i32) (param $length i32) (result i32 i32)
    (local $i i32) (local $byte i32)
    (global.set $last_offset (call $allocate (local.get $length)))
    (global.set $last_length (local.get $length))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $length)))
        (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $i))))
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
          (then (local.set $byte (i32.sub (local.get $byte) (i32.const 32)))))
        (i32.store8 (i32.add (global.get $last_offset) (local.get $i)) (local.get $byte))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (call $last))

  (func $last (export "last") (result i32 i32) (global.get $last_offset) (global.get $last_length)))

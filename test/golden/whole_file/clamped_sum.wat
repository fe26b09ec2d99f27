;; The whole output for one small module, to show a newcomer what is emitted: clamped_sum.hpp and clamped_sum.cpp here.
;; `test/golden/update` writes them anew; read the difference as code.
;;
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wasm2cpp %s -o %t/clamped_sum.cpp
;; RUN: diff -u %S/clamped_sum.hpp %t/clamped_sum.hpp
;; RUN: diff -u %S/clamped_sum.cpp %t/clamped_sum.cpp
;; RUN: %emit %s > %t/compiled
(module
  (import "host" "report" (func $report (param i32)))
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (func $clamped_sum (export "clamped_sum") (param $ptr i32) (param $n i32) (param $limit i32) (result i32)
    (local $acc i32)
    (if (i32.gt_s (local.get $n) (i32.const 0))
      (then
        (loop $next
          (local.set $acc (i32.add (local.get $acc) (i32.load offset=8 (local.get $ptr))))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 4)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br_if $next (local.get $n)))))
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (call $report (global.get $calls))
    (select (local.get $acc) (local.get $limit) (i32.lt_u (local.get $acc) (local.get $limit))))
  (data (i32.const 8) "\01\00\00\00\02\00\00\00"))

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; The module that README.md shows. The memory is the host's.
(module
  (import "js" "mem" (memory 1))

  ;; Adds the words at 0 and at 4, and stores the result at 8.
  (func $sum (export "sum")
    (i32.store (i32.const 8)
      (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4)))))

  ;; Adds n words from ptr + 8 on; at most limit.
  (func $clamped_sum (export "clamped_sum") (param $ptr i32) (param $n i32) (param $limit i32) (result i32)
    (local $acc i32)
    (if (i32.gt_s (local.get $n) (i32.const 0))
      (then
        (loop $next
          (local.set $acc (i32.add (local.get $acc) (i32.load offset=8 (local.get $ptr))))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 4)))
          (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
    (select (local.get $limit) (local.get $acc) (i32.gt_u (local.get $acc) (local.get $limit)))))

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; Draws with a turtle of the host's.
(module
  (import "turtle" "forward" (func $forward (param $steps i32)))
  (import "turtle" "turn_left" (func $turn_left))

  (func (export "square") (param $side i32)
    (local $sides i32)
    (local.set $sides (i32.const 4))
    (loop $next
      (call $forward (local.get $side))
      (call $turn_left)
      (br_if $next (local.tee $sides (i32.sub (local.get $sides) (i32.const 1)))))))

;; Two loads may be evaluated in either order, although both may trap: the trap is the same.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 difference(mem32 m, u32 p, u32 q) {
  ;; CHECK-NEXT:   return i32_load(m, p, 0) - i32_load(m, q, 0);
  ;; CHECK-NEXT: }
  (func $difference (param $p i32) (param $q i32) (result i32)
    (i32.sub (i32.load (local.get $p)) (i32.load (local.get $q)))))

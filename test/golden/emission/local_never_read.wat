;; A local that is never read is not written, but a load into it still traps.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void f(mem32 m, u32 p) {
  ;; CHECK-NEXT:   drop_load(i32_load(m, p, 0));
  ;; CHECK-NEXT: }
  (func $f (param $p i32)
    (local $unused i32)
    (local.set $unused (i32.load (local.get $p)))
    (local.set $unused (local.get $p))))

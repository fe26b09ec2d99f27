;; A loop is `for (;;)`: a branch to it is continue, a branch to the block around it is break.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: u32 length(mem32 m, u32 text_) {
  ;; CHECK-NEXT:   u32 n = 0;
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     if (i32_load8_u(m, text_ + n, 0) == 0) break;
  ;; CHECK-NEXT:     n = n + 1;
  ;; CHECK-NEXT:     continue;
  ;; CHECK-NEXT:   }
  ;; CHECK-NEXT:   return n;
  ;; CHECK-NEXT: }
  (func $length (param $text i32) (result i32)
    (local $n i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (i32.load8_u (i32.add (local.get $text) (local.get $n)))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $n)))

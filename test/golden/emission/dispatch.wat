;; A loop whose iterations begin with a jump through a table lies in one line of the cache: compilers are told. Not so one
;; with fewer keys, which compilers compare, or one that does something else first.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: void interpret(mem32 m, u32 at, u32 x) {
  ;; CHECK:        WASM2CPP_DISPATCH
  ;; CHECK-NEXT:   for (;;) {
  ;; CHECK-NEXT:     l2 = i32_load8_u(m, at, 0);
  ;; CHECK-NEXT:     at = at + 1;
  ;; CHECK-NEXT:     if (l2 == 255) {
  ;; CHECK-NEXT:       return;
  ;; CHECK-NEXT:     }
  ;; CHECK-NEXT:     switch (l2) {
  (func $interpret (param $at i32) (param $x i32) (local i32)
    (loop $next
      (local.set 2 (i32.load8_u (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.eq (local.get 2) (i32.const 255)) (then (return)))
      (block $other
        (block $double
          (block $add
            (br_table $add $double $other $add $double $other $next (local.get 2)))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (br $next))
        (local.set $x (i32.shl (local.get $x) (i32.const 1)))
        (br $next))
      (i32.store (i32.const 0) (local.get $x))
      (br $next)))

  ;; CHECK-LABEL: void few(mem32 m, u32 at, u32 x) {
  ;; CHECK-NOT:    WASM2CPP_DISPATCH
  ;; CHECK:        switch
  (func $few (param $at i32) (param $x i32)
    (loop $next
      (block $double
        (block $add
          (br_table $add $double $next (i32.load8_u (local.get $at))))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br $next))
      (i32.store (i32.const 0) (local.get $x))
      (br $next)))

  ;; CHECK-LABEL: void other_work_first(mem32 m, u32 at, u32 x) {
  ;; CHECK-NOT:    WASM2CPP_DISPATCH
  ;; CHECK:        switch
  (func $other_work_first (param $at i32) (param $x i32)
    (loop $next
      (if (local.get $x) (then (i32.store (i32.const 4) (local.get $at)) (i32.store (i32.const 8) (local.get $at))))
      (block $other
        (block $double
          (block $add
            (br_table $add $double $other $add $double $other $next (i32.load8_u (local.get $at))))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (br $next))
        (local.set $x (i32.shl (local.get $x) (i32.const 1)))
        (br $next))
      (i32.store (i32.const 0) (local.get $x))
      (br $next)))

  ;; CHECK-LABEL: void no_loop(mem32 m, u32 at, u32 x) {
  ;; CHECK-NOT:    WASM2CPP_DISPATCH
  ;; CHECK:        switch
  (func $no_loop (param $at i32) (param $x i32)
    (block $end
      (block $double
        (block $add
          (br_table $add $double $end $add $double $end (i32.load8_u (local.get $at))))
        (local.set $x (i32.add (local.get $x) (i32.const 1))))
      (local.set $x (i32.shl (local.get $x) (i32.const 1))))
    (i32.store (i32.const 0) (local.get $x))))

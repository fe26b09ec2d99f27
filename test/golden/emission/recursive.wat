;; Small functions that call themselves may be inlined into themselves, unless the host calls them, too.
;;
;; RUN: %emit %s | %FileCheck %s
;; RUN: %emit %s | %FileCheck %s --check-prefix=TWICE
(module
  ;; TWICE-COUNT-2: WASM2CPP_GUEST_RECURSIVE static u32 factorial(u32
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 exported(state* self, mem32 m, u32 n) {
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 even(u32 n) {
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 large(u32 n) {
  (func $factorial (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (i32.mul (local.get $n) (call $factorial (i32.sub (local.get $n) (i32.const 1)))))
      (else (i32.const 1))))

  (func $exported (export "exported") (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (i32.mul (call $factorial (local.get $n)) (call $exported (i32.sub (local.get $n) (i32.const 1)))))
      (else (call $even (call $large (i32.const 1))))))

  (func $even (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $odd (i32.sub (local.get $n) (i32.const 1))))
      (else (i32.const 1))))
  (func $odd (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $even (i32.sub (local.get $n) (i32.const 1))))
      (else (i32.const 0))))

  (func $large (param $n i32) (result i32)
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (local.set $n (i32.xor (i32.mul (local.get $n) (i32.const 1103515245)) (i32.const 12345)))
    (if (local.get $n) (then (return (call $large (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n)))

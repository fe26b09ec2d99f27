;; Small functions that call themselves may be inlined into themselves. One that the host calls as well has an entry of the
;; common signature, unless it needs both that the signature brings.
;;
;; RUN: %emit %s | %FileCheck %s
;; RUN: %emit %s | %FileCheck %s --check-prefix=TWICE
;; RUN: %emit %s | %FileCheck %s --check-prefix=ENTRY --implicit-check-not=_entry
(module
  (memory (export "memory") 1)
  (global $level (mut i32) (i32.const 0))
  ;; TWICE-COUNT-2: WASM2CPP_GUEST_RECURSIVE static u32 factorial(u32
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 needs_both(state* self, mem32 m, u32 n) {
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 even(u32 n) {
  ;; CHECK-DAG: WASM2CPP_GUEST static u32 large(u32 n) {
  (func $factorial (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (i32.mul (local.get $n) (call $factorial (i32.sub (local.get $n) (i32.const 1)))))
      (else (i32.const 1))))

  ;; ENTRY-DAG: WASM2CPP_GUEST_RECURSIVE static u32 exported(u32);
  ;; ENTRY-DAG: WASM2CPP_GUEST_ENTRY static u32 exported_entry(state*, mem32, u32);
  ;; ENTRY-DAG: WASM2CPP_GUEST_ENTRY static void with_memory_entry(state*, mem32, u32);
  ;; ENTRY: static const constant_element table_0[1] = {
  ;; ENTRY-NEXT: {reinterpret_cast<void (*)()>(with_memory_entry), {{[0-9]+}}},
  ;; ENTRY: WASM2CPP_GUEST_RECURSIVE static u32 exported(u32 n) {
  ;; ENTRY: WASM2CPP_GUEST_ENTRY static u32 exported_entry(state*, mem32, u32 n) {
  ;; ENTRY-NEXT: return exported(n);
  ;; ENTRY-NEXT: }
  ;; ENTRY: WASM2CPP_GUEST_RECURSIVE static void with_memory(mem32 m, u32 n) {
  ;; ENTRY: WASM2CPP_GUEST_ENTRY static void with_memory_entry(state*, mem32 m, u32 n) {
  ;; ENTRY-NEXT: with_memory(m, n);
  ;; ENTRY-NEXT: }
  ;; ENTRY: static const function_name name_list_0[]
  ;; ENTRY: {reinterpret_cast<void (*)()>(exported), "exported"},
  ;; ENTRY: {reinterpret_cast<void (*)()>(with_memory), "with_memory"},
  ;; ENTRY: {.code = reinterpret_cast<void (*)()>(exported_entry), .type_index
  ;; ENTRY: enter(self_, code::exported_entry, a0);
  (func $exported (export "exported") (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (i32.mul (call $factorial (local.get $n)) (call $exported (i32.sub (local.get $n) (i32.const 1)))))
      (else (call $even (call $large (i32.const 1))))))

  (func $with_memory (param $n i32)
    (i32.store8 (local.get $n) (local.get $n))
    (if (local.get $n) (then (call $with_memory (i32.sub (local.get $n) (i32.const 1))))))
  (table funcref (elem $with_memory))

  (func $needs_both (export "needs both") (param $n i32) (result i32)
    (i32.store8 (local.get $n) (global.get $level))
    (if (result i32) (local.get $n)
      (then (call $needs_both (i32.sub (local.get $n) (i32.const 1))))
      (else (i32.const 1))))

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

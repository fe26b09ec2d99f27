;; References are pointers: null is nullptr, a function is the address of its record.
;;
;; RUN: wat2wasm --debug-names %s -o %t.wasm
;; RUN: %emit %t.wasm | %FileCheck %s
(module
  (table $t 2 funcref)
  (elem declare func $f)
  ;; CHECK-LABEL: u32 f(state* self, mem32 m, externref r) {
  ;; CHECK-NEXT:   table_set(self->table_space[0], 0, ref_func(self, 0));
  ;; CHECK-NEXT:   table_set(self->table_space[0], 1, nullptr);
  ;; CHECK-NEXT:   return u32(table_get<funcref>(self->table_space[0], 1) == nullptr) + u32(r == nullptr);
  ;; CHECK-NEXT: }
  (func $f (param $r externref) (result i32)
    (table.set $t (i32.const 0) (ref.func $f))
    (table.set $t (i32.const 1) (ref.null func))
    (i32.add (ref.is_null (table.get $t (i32.const 1))) (ref.is_null (local.get $r)))))

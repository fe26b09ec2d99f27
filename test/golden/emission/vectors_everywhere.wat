;; Vectors are globals, imports, exports, several results, and arguments of indirect and of tail calls; a dropped load is
;; forced.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (type $t (func (param v128 i32) (result v128 i32)))
  (import "host" "f" (func $host (type $t)))
  (import "host" "g" (global $g (mut v128)))
  (global $own v128 (v128.const i32x4 1 2 3 4))
  (table 1 funcref)
  (memory 1)
  ;; CHECK: v128* g;
  ;; CHECK: v128 own;
  ;; CHECK: wasm2cpp::function_import<std::tuple<wasm2cpp::v128, std::uint32_t>(wasm2cpp::v128, std::uint32_t)> f;
  ;; CHECK: std::tuple<wasm2cpp::v128, std::uint32_t> swap(wasm2cpp::v128 {{.*}}, std::uint32_t {{.*}});
  ;; CHECK-LABEL: values<v128, u32> swap(state* self, mem32 m, v128 p0, u32 p1) {
  ;; CHECK-NEXT:   drop_load(v128_load(m, p1, 0));
  ;; CHECK-NEXT:   *self->g = p1 != 0 ? self->own : p0;
  ;; CHECK-NEXT:   const values<v128, u32> t0 = call_constant_table<values<v128, u32>(v128, u32)>(self, m, table_0, 0, 1, p0, p1);
  ;; CHECK-NEXT:   const values<v128, u32> result = values_of<v128, u32>(get<0>(t0), get<1>(t0));
  ;; CHECK-NEXT:   keep_frame();
  ;; CHECK-NEXT:   return result;
  ;; CHECK-NEXT: }
  (func $swap (export "swap") (type $t)
    (drop (v128.load (local.get 1)))
    (global.set $g (select (global.get $own) (local.get 0) (local.get 1)))
    (call_indirect (type $t) (local.get 0) (local.get 1) (i32.const 0)))
  ;; CHECK-LABEL: tail_call tail_body(instance_state* base, mem32 m, void* results) {
  ;; CHECK-NEXT:   state* const self = static_cast<state*>(base);
  ;; CHECK-NEXT:   const auto arguments = tail_arguments<v128, u32>(self);
  ;; CHECK-NEXT:   v128 p0 = get<0>(arguments);
  ;; CHECK-NEXT:   u32 p1 = get<1>(arguments);
  ;; CHECK-NEXT:   return tail_to<v128, u32>(self, tail_body, *self->g, p1);
  ;; CHECK-NEXT: }
  (func $tail (type $t)
    (return_call $tail (global.get $g) (local.get 1))))

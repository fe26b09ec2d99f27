// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a reference is: ref.test, ref.cast and the conditions of the branches on casts (section 4.6.4).
//
//     if (ref_test<anyref>(x, exactly(types[3]))) …          the type is final: one compare of pointers
//     y = ref_cast_null<anyref>(x, subtype_of(types[1]));    else one more load and compare, in the list of supertypes
//     ref_test<anyref>(x, abstract_heap<heap_eq>())
//
// Each object and each function names its canonical type, so that none of this depends on how deep types are nested.
// The first template argument says what is known of the operand: anyref may be an i31, objectref may not.
#pragma once

#include <wasm2cpp/guest/description.hpp>
#include <wasm2cpp/guest/heap.hpp>

namespace wasm2cpp::guest {

struct exactly {
  type_id type;
  explicit constexpr exactly(type_id t) : type(t) {}
};
struct subtype_of {
  type_id type;
  explicit constexpr subtype_of(type_id t) : type(t) {}
};
template <std::int32_t Heap>
struct abstract_heap {};

struct objectref {};  // an anyref that is no i31

template <class Reference>
struct operand_of {
  using type = Reference;
};
template <>
struct operand_of<objectref> {
  using type = anyref;
};
template <class Reference>
using operand_t = typename operand_of<Reference>::type;

// ---- a reference that is not null

template <class Reference>
WASM2CPP_INLINE bool is_no_object(operand_t<Reference> x) {
  if constexpr (std::is_same_v<Reference, anyref>) return is_i31(x);
  return false;
}

template <class Reference>
WASM2CPP_INLINE bool matches(operand_t<Reference> x, exactly target) {
  return !is_no_object<Reference>(x) && x->type == target.type;
}

template <class Reference>
WASM2CPP_INLINE bool matches(operand_t<Reference> x, subtype_of target) {
  return !is_no_object<Reference>(x) && is_subtype(x->type, target.type);
}

template <class Reference, std::int32_t Heap>
WASM2CPP_INLINE bool matches(operand_t<Reference> x, abstract_heap<Heap>) {
  if constexpr (Heap == heap_any || Heap == heap_func || Heap == heap_extern || Heap == heap_exn) return true;
  if constexpr (Heap == heap_i31) return is_no_object<Reference>(x);
  if constexpr (Heap == heap_eq) return is_no_object<Reference>(x) || x->type->kind <= type_array;
  if constexpr (Heap == heap_struct) return !is_no_object<Reference>(x) && x->type->kind == type_struct;
  if constexpr (Heap == heap_array) return !is_no_object<Reference>(x) && x->type->kind == type_array;
  return false;  // the bottom of a hierarchy
}

// ---- the instructions

template <class Reference, class Target>
WASM2CPP_INLINE bool ref_test(operand_t<Reference> x, Target target) {
  return x != nullptr && matches<Reference>(x, target);
}

template <class Reference, class Target>
WASM2CPP_INLINE bool ref_test_null(operand_t<Reference> x, Target target) {
  return x == nullptr || matches<Reference>(x, target);
}

template <class Reference, class Target>
WASM2CPP_INLINE operand_t<Reference> ref_cast(operand_t<Reference> x, Target target) {
  if (!ref_test<Reference>(x, target)) [[unlikely]]
    trap<trap_kind::cast_failure>();
  return x;
}

template <class Reference, class Target>
WASM2CPP_INLINE operand_t<Reference> ref_cast_null(operand_t<Reference> x, Target target) {
  if (!ref_test_null<Reference>(x, target)) [[unlikely]]
    trap<trap_kind::cast_failure>();
  return x;
}

}  // namespace wasm2cpp::guest

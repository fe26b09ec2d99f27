// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls through a function's record: of an import, through a reference, through a table.
//
//     x = call<u32(u32, u64)>(self->imported_function[0], a, y);
//     x = call_indirect<u32(u32)>(self->table_space[0], index, types[1], a);
//     x = call_constant_table<u32(u32)>(self, m, table_0, index, 2, a);
//
// A call casts the code back to its C++ type and gives it the callee's own instance and memory, so that it does not
// matter whether caller and callee are of one module. Before an indirect call: bounds, null, then type. Types are
// canonical (types.hpp), so that for a final type, as all of WebAssembly 1.0 and 2.0 are, one compare of pointers
// decides; the failing side does not return, which keeps it out of the caller's registers. Only where the instruction
// names a type that may have subtypes does the emitter write the `_subtype` form.
//
// A table that never changes is constant data, with no instance of its own: all its functions are the module's, so that
// they run in the caller's instance, and a number is enough to tell the module's types apart.
#pragma once

#include <wasm2cpp/guest/table.hpp>

namespace wasm2cpp::guest {

template <class Signature>
struct signature;

template <class Result, class... Arguments>
struct signature<Result(Arguments...)> {
  using result = Result;
  using code = Result (*)(instance_state*, mem32, Arguments...);

  // All calls of code whose instance type was erased are made here. That type derives from instance_state: the same
  // address, but another type to clang's checkers. What is given becomes an argument by a cast: a literal is an int.
  template <class... Given>
#if defined(__clang__)
  __attribute__((no_sanitize("function", "cfi-icall")))
#endif
  WASM2CPP_INLINE static Result
  run(code callee, instance_state* self, mem32 m, Given... given) {
    return callee(self, m, static_cast<Arguments>(given)...);
  }

  template <class... Given>
  WASM2CPP_INLINE static Result call(funcref f, Given... given) {
    return run(reinterpret_cast<code>(f->code), f->self, f->self->m, given...);
  }
};

template <class Signature, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result call(funcref f, Arguments... arguments) {
  return signature<Signature>::call(f, arguments...);
}

// ---- what an indirect call checks

WASM2CPP_INLINE funcref element_to_call(const table_data* t, u64 index) {
  if (index >= t->size) [[unlikely]]
    trap<trap_kind::undefined_element>();
  const funcref f = static_cast<funcref>(t->elements[masked(index, t->size)]);
  if (f == nullptr) [[unlikely]]
    trap<trap_kind::uninitialized_element>();
  return f;
}

WASM2CPP_INLINE funcref checked_element(const table_data* t, u64 index, type_id type) {
  const funcref f = element_to_call(t, index);
  if (f->type != type) [[unlikely]]
    trap<trap_kind::indirect_call_type_mismatch>();
  return f;
}

struct constant_element {
  void (*code)();
  u32 type;  // the number that its module gives the type; 0 of null
};

[[noreturn]] WASM2CPP_OUT_OF_LINE void trap_other_type(u32 found) {
  if (found == 0) trap<trap_kind::uninitialized_element>();
  trap<trap_kind::indirect_call_type_mismatch>();
}

// Null is of no type, so that one compare does for both.
template <std::size_t Size>
WASM2CPP_INLINE const constant_element& checked_element(const constant_element (&table)[Size], u64 index, u32 type) {
  if (index >= Size) [[unlikely]]
    trap<trap_kind::undefined_element>();
  const constant_element& element = table[masked(index, Size)];
  if (element.type != type) [[unlikely]]
    trap_other_type(element.type);
  return element;
}

WASM2CPP_INLINE funcref checked_element_subtype(const table_data* t, u64 index, type_id type) {
  const funcref f = element_to_call(t, index);
  if (!is_subtype(f->type, type)) [[unlikely]]
    trap<trap_kind::indirect_call_type_mismatch>();
  return f;
}

WASM2CPP_INLINE funcref checked_reference(funcref f) {
  if (f == nullptr) [[unlikely]]
    trap<trap_kind::null_function_reference>();
  return f;
}

// Of any hierarchy.
template <class Reference>
WASM2CPP_INLINE Reference ref_as_non_null(Reference x) {
  if (x == nullptr) [[unlikely]]
    trap<trap_kind::null_reference>();
  return x;
}

// ---- the instructions

template <class Signature, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result call_indirect(const table_data* t, u64 index, type_id type,
                                                                    Arguments... arguments) {
  return signature<Signature>::call(checked_element(t, index, type), arguments...);
}

template <class Signature, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result call_indirect_subtype(const table_data* t, u64 index,
                                                                            type_id type, Arguments... arguments) {
  return signature<Signature>::call(checked_element_subtype(t, index, type), arguments...);
}

template <class Signature, std::size_t Size, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result call_constant_table(instance_state* self, mem32 m,
                                                                          const constant_element (&table)[Size],
                                                                          u64 index, u32 type, Arguments... arguments) {
  const constant_element& element = checked_element(table, index, type);
  return signature<Signature>::run(reinterpret_cast<typename signature<Signature>::code>(element.code), self, m,
                                   arguments...);
}

template <class Signature, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result call_ref(funcref f, Arguments... arguments) {
  return signature<Signature>::call(checked_reference(f), arguments...);
}

// After a call in tail position: without it compilers make a loop of endless recursion, or nothing, where Wasm wants
// the stack to end.
WASM2CPP_INLINE void keep_frame() { asm volatile(""); }

template <class T>
WASM2CPP_INLINE T select(bool condition, T a, T b) {
  return condition ? a : b;
}

}  // namespace wasm2cpp::guest

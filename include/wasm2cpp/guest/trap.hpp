// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traps: the kinds with the specification's wording, what is recorded of one, and the functions that raise them.
//
// A trap leaves the guest's frames, which own nothing, by a jump to the innermost host-to-guest boundary
// (boundary.hpp); there the host's side makes an exception or a result of the record. Each raising function is out of
// line and does not return, so that a check in guest code is a compare and a branch that is not taken.
//
// The record holds code addresses only. Names are looked up when somebody asks (names.hpp).
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp {

enum class trap_kind : unsigned char {
  unreachable,
  integer_divide_by_zero,
  integer_overflow,
  invalid_conversion_to_integer,
  out_of_bounds_memory_access,
  out_of_bounds_table_access,
  undefined_element,
  uninitialized_element,
  indirect_call_type_mismatch,
  call_stack_exhausted,
  null_reference,
  null_function_reference,
  null_structure_reference,
  null_array_reference,
  null_i31_reference,
  null_exception_reference,
  cast_failure,
  out_of_bounds_array_access,
  unaligned_atomic,
  expected_shared_memory,
  out_of_memory,
  interrupted,
  out_of_fuel,
};

// The specification's wording (that of its test suite).
// clang-format off
constexpr const char* trap_message(trap_kind kind) noexcept {
  switch (kind) {
    case trap_kind::unreachable: return "unreachable";
    case trap_kind::integer_divide_by_zero: return "integer divide by zero";
    case trap_kind::integer_overflow: return "integer overflow";
    case trap_kind::invalid_conversion_to_integer: return "invalid conversion to integer";
    case trap_kind::out_of_bounds_memory_access: return "out of bounds memory access";
    case trap_kind::out_of_bounds_table_access: return "out of bounds table access";
    case trap_kind::undefined_element: return "undefined element";
    case trap_kind::uninitialized_element: return "uninitialized element";
    case trap_kind::indirect_call_type_mismatch: return "indirect call type mismatch";
    case trap_kind::call_stack_exhausted: return "call stack exhausted";
    case trap_kind::null_reference: return "null reference";
    case trap_kind::null_function_reference: return "null function reference";
    case trap_kind::null_structure_reference: return "null structure reference";
    case trap_kind::null_array_reference: return "null array reference";
    case trap_kind::null_i31_reference: return "null i31 reference";
    case trap_kind::null_exception_reference: return "null exception reference";
    case trap_kind::cast_failure: return "cast failure";
    case trap_kind::out_of_bounds_array_access: return "out of bounds array access";
    case trap_kind::unaligned_atomic: return "unaligned atomic";
    case trap_kind::expected_shared_memory: return "expected shared memory";
    case trap_kind::out_of_memory: return "out of memory";
    case trap_kind::interrupted: return "interrupted";
    case trap_kind::out_of_fuel: return "out of fuel";
  }
  return "trap";
}
// clang-format on

namespace guest {

// What is known of a trap when it has reached its boundary. `frames` are addresses inside the calls that were active,
// innermost first, cut off after the first 64; the runtime's own calls are among them.
struct trap_record {
  static constexpr u32 frame_limit = 64;
  trap_kind kind;
  u32 frame_count;
  const void* frames[frame_limit];
};

}  // namespace guest
}  // namespace wasm2cpp

#include <wasm2cpp/guest/raise.hpp>

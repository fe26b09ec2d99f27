// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types that emitted code, its runtime and the host's side share: Wasm's scalars, references, the handles of linear
// memories, a function's record, and the part of an instance that is the same for every module.
//
// Every guest function has the C++ type
//
//     R f(state* self, mem32 m, arguments...)
//
// where `state` derives from `instance_state` and `m` is always `self->m`, kept in a register. Its record (`function`)
// holds the code with the type erased; whoever calls it casts back to
// `R (*)(instance_state*, mem32, arguments...)`, having compared `type` first, so that no wrapper stands between a
// table and a function. A host function's record obeys the same convention: its `self` begins like an instance_state.
//
// Layouts do not depend on the bounds mode. References are raw pointers: the store owns what they point to.
#pragma once

#include <cstddef>
#include <cstdint>

#include <wasm2cpp/config.hpp>
#include <wasm2cpp/guest/values.hpp>

namespace wasm2cpp {

struct module_description;  // what a module is made of; written by the emitter
struct store_data;          // owns instances, memories, tables and host functions

namespace guest {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i8 = std::int8_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;
using f32 = float;
using f64 = double;
// Sixteen bytes: a vector of the compiler's own, so that it travels in a register. Byte k of the specification's value
// is element k, or element 15 - k on big-endian machines (simd/lanes.hpp says why).
typedef u8 v128 __attribute__((vector_size(16)));
static_assert(sizeof(f32) == 4 && sizeof(f64) == 8 && __BYTE_ORDER__ != __ORDER_PDP_ENDIAN__);

// std::bit_cast, always inline. That is a function for compilers to inline or not, and g++ weighs all thousands that a
// large function has again for each: minutes.
template <class To, class From>
WASM2CPP_INLINE constexpr To bit_cast(From from) {
  return __builtin_bit_cast(To, from);
}

// A type's identity in the whole process: equal types have equal pointers. `supertypes[i]` is the ancestor at depth i,
// itself at `depth`. `kind` is a type_kind (description.hpp), or beyond those what only the heap knows (heap.hpp).
struct canonical_type {
  const canonical_type* const* supertypes;
  u32 depth;
  u32 kind;
};
using type_id = const canonical_type*;

inline bool is_subtype(type_id sub, type_id super) {
  return sub == super || (super->depth < sub->depth && sub->supertypes[super->depth] == super);
}

struct memory_data;
struct table_data;
struct instance_state;
struct exception_package;
struct exception_heap;
struct execution;
struct external_object;  // never defined: an externref is the host's business

// A 32-bit memory: its base in guard mode, its memory_data in checked mode. A pointer to a type that does not exist,
// and not a struct around one: g++'s scalar replacement takes time quadratic in the copies of such a struct, and every
// load in a function makes one.
using mem32 = struct memory_of_32_bits*;

// A 64-bit memory, and one whose pages are not 64 KiB: always checked. Its memory_data.
using mem64 = struct memory_of_64_bits*;

// The same of shared memories (shared_access.hpp).
using shared32 = struct shared_memory_of_32_bits*;
using shared64 = struct shared_memory_of_64_bits*;

// What a body of a tail-calling function returns: the body to run next, or {nullptr, nullptr}.
struct tail_call;
using tail_code = tail_call (*)(instance_state* self, mem32 m, void* results);
struct tail_call {
  tail_code code;
  instance_state* self;
};

struct function {
  void (*code)();
  instance_state* self;
  type_id type;
  tail_code tail;  // null unless the function makes tail calls itself
};

using funcref = const function*;
using externref = external_object*;
using exnref = exception_package*;  // guest/exception_package.hpp

// A tag is an identity: two tags are the same if their addresses are.
struct tag_identity {
  type_id type;  // a function type whose parameters are the payload
};

// What a structure or an array begins with (section 4.2.15). An i31 is a reference whose lowest bit is set.
struct object {
  type_id type;
};
using anyref = object*;

struct data_segment {
  const u8* bytes;
  u64 size;  // 0 once dropped
};

// Either slots (as in ref_func; 0xffffffff is null) or evaluated references.
struct element_segment {
  const u32* slots;
  const void* const* values;
  u32 size;  // 0 once dropped
};

// The part of an instance that is the same for every module. A module's `state` derives from it; it is zeroed memory
// when made, and never destroyed, only freed. The pointers lead into the derived state (set by `attach`).
struct instance_state {
  mem32 m;  // memory 0 in the mode in which the module was compiled; {nullptr} without memories
  const module_description* module;
  store_data* store;
  memory_data** memories;
  table_data** tables;
  const function** imported;  // one for each imported function
  function* defined;          // a record for each defined function that can be referenced
  data_segment* data;
  element_segment* elements;
  const tag_identity** tags;
  exception_heap* exceptions;  // the store's
  execution* running;          // the store's
  void* tail_arguments;  // 16-byte aligned; as large as the largest parameter list of a tail-calling function
  u32 imported_function_count;
};

}  // namespace guest
}  // namespace wasm2cpp

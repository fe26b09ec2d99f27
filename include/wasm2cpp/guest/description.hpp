// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a translated module says about itself. The emitted code of a module is ordinary C++; to instantiate it, link it
// by name, print its link errors and name the functions in a trap's stack, the runtime must also know its imports,
// exports and types. Each module therefore emits one constant `module_description`, made of the plain aggregates below:
//
//   static const value_type numbers_0[] = {{.kind = kind_i32}, {.kind = kind_i32}};
//   static const type_description type_list[] = {
//     {.parameters = numbers_0, .parameter_count = 2, .results = numbers_0, .result_count = 1, .group_end = 1,
//      .invoke = invoke<u32(u32, u32)>}};
//   static const export_description export_list[] = {{.name = {"add", 3}, .kind = external_function, .index = 0}};
//
// Every member has a default (zero, null, "none"), so that only what is there is written, with designated initialisers
// in the order of declaration. All of it is constant data: nothing runs when the program starts.
//
// Invariants: index spaces are the specification's (section 2.5), imports first. Arrays come with their counts, and an
// empty one is a null pointer with count 0. The description lives as long as the program.
//
// What this file does not do: interpret any of it. See host/canonical_type.hpp and host/instantiate.hpp.
#pragma once

#include <cstdint>

#include <wasm2cpp/guest/reservation.hpp>
#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

union untyped_value;  // untyped_value.hpp
struct collector;     // heap.hpp

inline namespace WASM2CPP_MODE {
/// For module_description::is_checked.
#if defined(WASM2CPP_CHECKED)
inline constexpr bool is_checked_mode = true;
#else
inline constexpr bool is_checked_mode = false;
#endif
}  // namespace WASM2CPP_MODE

inline constexpr std::uint32_t no_slot = 0xffff'ffffu;  ///< in a list of function slots: the null reference

/// A name: raw bytes, valid UTF-8, which may hold U+0000. `size` does not count the literal's closing NUL.
struct text {
  const char* bytes = "";
  std::uint32_t size = 0;
};

/// Section 2.3.5. A reference's heap type is a type index, or one of the negative codes below.
enum value_kind : std::uint8_t { kind_i32, kind_i64, kind_f32, kind_f64, kind_v128, kind_reference };

/// Section 2.3.3; the same codes as the translator's AbstractHeapType.
enum heap_code : std::int32_t {
  heap_func = -1,
  heap_extern = -2,
  heap_any = -3,
  heap_eq = -4,
  heap_i31 = -5,
  heap_struct = -6,
  heap_array = -7,
  heap_exn = -8,
  heap_none = -9,
  heap_nofunc = -10,
  heap_noextern = -11,
  heap_noexn = -12,
};

/// A value type. funcref is {.kind = kind_reference, .nullable = 1, .heap = heap_func}.
struct value_type {
  std::uint8_t kind = kind_i32;
  std::uint8_t nullable = 0;  ///< of a reference only
  std::int32_t heap = 0;      ///< of a reference only: a type index, or a heap_code
};

/// A field of a struct, or an array's element: a value type, or a packed one of 8 or 16 bits.
struct field_description {
  value_type type = {};
  std::uint8_t packed_bits = 0;
  std::uint8_t is_mutable = 0;
};

enum type_kind : std::uint8_t { type_function, type_struct, type_array };

/// One entry of the flattened type section (section 2.3.11, "Recursive Types").
struct type_description {
  std::uint8_t kind = type_function;
  std::uint8_t is_final = 1;
  std::int32_t supertype = -1;    ///< type index, or -1
  std::uint32_t group_begin = 0;  ///< its recursive group is types[group_begin .. group_end)
  std::uint32_t group_end = 0;
  const value_type* parameters = nullptr;
  std::uint32_t parameter_count = 0;
  const value_type* results = nullptr;
  std::uint32_t result_count = 0;
  const field_description* fields = nullptr;  ///< of a struct; of an array, exactly one
  std::uint32_t field_count = 0;
  /// Of a function type, `invoke<R(A...)>` (host/invoke.hpp): calls a function of this type with values in memory.
  void (*invoke)(const function* callee, const untyped_value* arguments, untyped_value* results) = nullptr;
};

/// Section 2.5.10: the codes of the binary format.
enum external_kind : std::uint8_t {
  external_function,
  external_table,
  external_memory,
  external_global,
  external_tag,
};

/// Imports, in the order of the import section. Their limits and types are in the lists of memories, tables and
/// globals.
struct import_description {
  text module = {};
  text name = {};
  std::uint8_t kind = external_function;
  std::uint32_t index = 0;  ///< of a function or tag: its type; else its place in memories, tables or globals
};

struct memory_description {
  std::uint64_t min = 0;  ///< in pages
  std::uint64_t max = 0;  ///< valid if has_max
  bool has_max = false;
  bool is_64 = false;
  bool is_shared = false;
  std::uint8_t page_bits = 16;  ///< log2 of the page's size in bytes
};

struct table_description {
  std::uint64_t min = 0;  ///< in elements
  std::uint64_t max = 0;  ///< valid if has_max
  bool has_max = false;
  bool is_64 = false;
  value_type element = {.kind = kind_reference, .nullable = 1, .heap = heap_func};
  bool is_constant = false;  ///< data of the module (constant_element): no instance has it, nor can anybody ask for it
};

struct global_description {
  value_type type = {};
  bool is_mutable = false;
};

struct tag_description {
  std::uint32_t type_index = 0;
};

struct export_description {
  text name = {};
  std::uint8_t kind = external_function;
  std::uint32_t index = 0;  ///< of a function: its slot, as in `ref_func`; else its index
};

/// A defined function that has a slot (exported, or named by ref.func or an element of a table at run time): slot
/// number "imported functions + position in the list". `code` is R(*)(instance_state*, mem32, A...).
struct function_description {
  void (*code)() = nullptr;
  tail_code tail = nullptr;  ///< null unless the function makes tail calls
  std::uint32_t type_index = 0;
};

/// Names of functions, for the stack of a trap. Each emitted file has one table; `code` need not be sorted.
struct function_name {
  void (*code)() = nullptr;
  const char* name = nullptr;  ///< NUL-terminated UTF-8
};

struct name_table {
  const function_name* entries = nullptr;
  std::uint32_t count = 0;
};

// The guest functions of the program or library that this is compiled into; of one without any both are null.
extern WASM2CPP_HIDDEN __attribute__((weak)) const u8 guest_code_begin[] __asm__(WASM2CPP_GUEST_SECTION_BEGIN);
extern WASM2CPP_HIDDEN __attribute__((weak)) const u8 guest_code_end[] __asm__(WASM2CPP_GUEST_SECTION_END);

}  // namespace wasm2cpp::guest

namespace wasm2cpp {

struct module_description {
  guest::text name = {};    ///< the C++ namespace, for messages
  bool is_checked = false;  ///< compiled in checked mode; else its 32-bit memories must be reserved
  const void* runtime = &guest::reservations;  ///< tells whose copy of the process's state the module's code uses
  const guest::u8* code_begin = guest::guest_code_begin;
  const guest::u8* code_end = guest::guest_code_end;
  bool uses_exceptions = false;  ///< its frames, globals or tables may hold exnrefs
  bool counts_fuel = false;      ///< translated with --fuel

  const guest::type_description* types = nullptr;
  std::uint32_t type_count = 0;
  guest::type_id* type_ids = nullptr;      ///< type_count of them: filled by the runtime before the first instance
  std::uint32_t* is_registered = nullptr;  ///< one zero-initialised word that belongs to the runtime; never null

  const guest::import_description* imports = nullptr;
  std::uint32_t import_count = 0;
  const guest::memory_description* memories = nullptr;  ///< imported ones first
  std::uint32_t memory_count = 0;
  const guest::table_description* tables = nullptr;
  std::uint32_t table_count = 0;
  const guest::global_description* globals = nullptr;
  std::uint32_t global_count = 0;
  const guest::tag_description* tags = nullptr;
  std::uint32_t tag_count = 0;
  const guest::function_description* functions = nullptr;  ///< defined functions that have a slot
  std::uint32_t function_count = 0;
  const guest::export_description* exports = nullptr;
  std::uint32_t export_count = 0;
  const guest::name_table* name_tables = nullptr;
  std::uint32_t name_table_count = 0;

  const guest::collector* collector = nullptr;  ///< of a module that uses garbage collection
  bool holds_references = false;                ///< its state may hold references to collected objects

  std::uint32_t state_size = 0;       ///< sizeof(state)
  std::uint32_t state_alignment = 0;  ///< alignof(state)

  /// Points the base's `memories`, `tables`, ... at the arrays in the derived state, which is zeroed.
  void (*attach)(guest::instance_state*) = nullptr;
  /// The address of a global's value. Asked of every exported global, and of every imported one after bind_global.
  void* (*global_address)(guest::instance_state*, std::uint32_t index) = nullptr;
  /// Gives an imported global its cell: an immutable one's value is copied, a mutable one's address kept.
  void (*bind_global)(guest::instance_state*, std::uint32_t index, void* cell) = nullptr;
  /// Globals, tables' initial elements, active segments, start: guest code, run under a boundary. May be null.
  void (*initialize)(guest::instance_state*) = nullptr;
};

}  // namespace wasm2cpp

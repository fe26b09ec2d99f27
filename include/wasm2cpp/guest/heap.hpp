// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heap of structures and arrays, and the narrow interface to whatever collects it.
//
//     object:  | type | fields or length, elements … |        granules of 16 bytes
//
// Allocation is inline: each thread has a list of free cells for each size up to 256 bytes, so that a small object
// costs a load, a test and a store. An empty list is refilled by the collector, out of line, and so is what is larger.
// There are two kinds of cells: those that may hold references are scanned, the others are not. Cells arrive zeroed,
// but for the link in the first word, which the object's type takes.
//
// The collector is a table of functions (libgc.hpp has the one there is), which the description of a module that needs
// it names: nothing else includes or links it. It scans the stacks of threads conservatively, hence guest frames need
// not say what they hold, and never moves an object.
//
// Conversions. An internalised host reference is a box around the host's word, of a type that no cast reaches but
// `any`. An externalised object is its own address: the collector tells it from a host's word. An i31 is boxed on its
// way out, because any odd word may be a host's.
#pragma once

#include <wasm2cpp/guest/roots.hpp>
#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

inline constexpr u32 granule_size = 16;
inline constexpr u32 largest_small_object = 256;
// No object is larger, so that no single instruction of a guest eats its host's memory.
inline constexpr u64 object_size_limit = u64(1) << 30;

struct free_cell {
  free_cell* next;
};

struct collector {
  bool (*start)();            // once, before the first instance that needs it; false if that cannot be
  void (*register_thread)();  // the calling thread's stack is scanned from now on, until the thread ends
  // A list of one or more cells; null when out of memory. `bytes` is a multiple of the granule's size.
  free_cell* (*refill)(std::size_t bytes, bool holds_references);
  void* (*allocate)(std::size_t bytes, bool holds_references);  // zeroed; null when out of memory
  bool (*is_object)(const void* word);                          // the address of an object of this heap?
  void (*collect)();
  void (*collect_always)(bool);      // collect at every allocation: for tests
  std::size_t (*size)();             // bytes that the heap has taken from the system
  void (*limit)(std::size_t bytes);  // of size(), for the process; 0 for none
};

WASM2CPP_SHARED inline constinit const collector* the_collector = nullptr;

// What a thread allocates from.
struct thread_heap {
  free_cell* cells[2][largest_small_object / granule_size + 1];  // by whether they hold references, and granules
  bool is_registered;
  bool is_registered_by_us;    // with the collector; a host may have done so before
  root_set roots;              // the cells: a collection would take them back
  root_set interrupted_stack;  // the thread's own, while it is in a handler on an alternate one
  const u8* stack_low;
  const u8* stack_high;
  bool is_interrupted;
};

WASM2CPP_SHARED inline constinit thread_local thread_heap this_heap{};

// Makes `c` the process's collector, unless there is one. False if it cannot be started.
struct collector_start {
  pthread_mutex_t lock;
};
WASM2CPP_SHARED inline constinit collector_start starting_collector{PTHREAD_MUTEX_INITIALIZER};

inline bool start_collector(const collector& c) {
  pthread_mutex_lock(&starting_collector.lock);
  if (the_collector == nullptr && c.start()) {
    the_collector = &c;
    __atomic_fetch_add(&preparation, 1, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&starting_collector.lock);
  return the_collector != nullptr;
}

// ---- allocation

[[noreturn]] WASM2CPP_OUT_OF_LINE void trap_out_of_memory() { trap<trap_kind::out_of_memory>(); }

WASM2CPP_OUT_OF_LINE free_cell* refill_cells(free_cell*& list, u32 granules, bool holds_references) {
  require_stack();
  list = the_collector->refill(std::size_t{granules} * granule_size, holds_references);
  if (list == nullptr) trap_out_of_memory();
  return list;
}

WASM2CPP_OUT_OF_LINE void* allocate_large(u64 bytes, bool holds_references) {
  require_stack();
  void* const space =
      bytes > object_size_limit ? nullptr : the_collector->allocate(std::size_t(bytes), holds_references);
  if (space == nullptr) trap_out_of_memory();
  return space;
}

// Of 1 to 256 bytes; zeroed behind the first word.
WASM2CPP_INLINE void* allocate_small(u32 bytes, bool holds_references) {
  const u32 granules = (bytes + granule_size - 1) / granule_size;
  free_cell*& list = this_heap.cells[holds_references][granules];
  free_cell* cell = list;
  if (cell == nullptr) [[unlikely]]
    cell = refill_cells(list, granules, holds_references);
  list = cell->next;
  // What is written into the cell is written after it has been taken: a signal may stop the guest between any two
  // instructions, and the cell's first word would be the next one to be handed out.
  asm volatile("" : "+r"(cell) : "m"(list));
  return cell;
}

WASM2CPP_INLINE void* allocate(u64 bytes, bool holds_references) {
  return bytes <= largest_small_object ? allocate_small(u32(bytes), holds_references)
                                       : allocate_large(bytes, holds_references);
}

// ---- i31 and the host's references (sections 4.2.1 and 4.6.4)

// Kinds of canonical types beyond type_struct and type_array.
inline constexpr u32 type_external = 3;
inline constexpr u32 type_boxed_i31 = 4;

// Told apart by kind: nothing is declared to be below them, so that their lists of supertypes are never read.
inline constexpr canonical_type external_type{nullptr, 0, type_external};
inline constexpr canonical_type boxed_i31_type{nullptr, 0, type_boxed_i31};

struct external_box : object {
  externref word;
};
struct i31_box : object {
  anyref value;
};

WASM2CPP_INLINE bool is_i31(anyref x) { return (reinterpret_cast<std::uintptr_t>(x) & 1) != 0; }

WASM2CPP_INLINE anyref ref_i31(u32 value) {
  return reinterpret_cast<anyref>(std::uintptr_t(value & 0x7fff'ffff) << 1 | 1);  // 32 bits: fits any pointer
}

WASM2CPP_INLINE u32 i31_get_u(anyref x) {
  if (x == nullptr) [[unlikely]]
    trap<trap_kind::null_i31_reference>();
  return u32(reinterpret_cast<std::uintptr_t>(x)) >> 1;
}

WASM2CPP_INLINE u32 i31_get_s(anyref x) { return u32(i32(i31_get_u(x) << 1) >> 1); }

template <class Box, class Content>
Box* make_box(const canonical_type& type, Content Box::*member, Content content) {
  Box* const box = static_cast<Box*>(allocate_small(sizeof(Box), true));
  box->type = &type;
  box->*member = content;
  return box;
}

WASM2CPP_OUT_OF_LINE anyref any_convert_extern(externref x) {
  if (x == nullptr) return nullptr;
  if (!the_collector->is_object(x)) return make_box(external_type, &external_box::word, x);
  const anyref inside = reinterpret_cast<anyref>(x);
  return inside->type->kind == type_boxed_i31 ? static_cast<i31_box*>(inside)->value : inside;
}

WASM2CPP_OUT_OF_LINE externref extern_convert_any(anyref x) {
  if (x == nullptr) return nullptr;
  if (is_i31(x)) return reinterpret_cast<externref>(make_box(boxed_i31_type, &i31_box::value, x));
  if (x->type->kind == type_external) return static_cast<external_box*>(x)->word;
  return reinterpret_cast<externref>(x);
}

}  // namespace wasm2cpp::guest

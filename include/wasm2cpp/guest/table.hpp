// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A table: a growable array of references, and the table instructions.
//
// Elements are untyped pointers, as funcref and externref both are; the table's type says which. A table moves when it
// grows, so that its elements are read through table_data each time. Index and size are 64-bit throughout; a 32-bit
// table differs only in its greatest size.
//
// Functions whose names begin with `table_`, `element_` or `ref_` are the instructions: they trap, so only guests may
// call them. create_table, grow_table and destroy_table report, and are for hosts as well.
#pragma once

#include <cstdlib>
#include <cstring>

#include <wasm2cpp/guest/memory.hpp>

namespace wasm2cpp::guest {

struct table_data {
  const void** elements;  // null while the capacity is 0
  u64 size;               // in elements
  u64 minimum;            // as declared
  u64 maximum;            // declared, or what the index type allows
  u64 capacity;           // elements allocated
  budget* growth;         // what it may grow on; null: nobody limits it
  bool is_guarded;        // the elements are a mapping of their own, with inaccessible pages around
  bool has_maximum;
  bool is_64;
};

// More than any program needs, and little enough that a guest cannot eat its host's memory by one instruction. (The
// JavaScript interface has the same limit, section "Implementation-defined limits".)
inline constexpr u64 table_size_limit = 10'000'000;

template <class Reference>
WASM2CPP_INLINE Reference to_reference(const void* element) {
  return static_cast<Reference>(const_cast<void*>(element));  // externref has no const to keep
}

// ---- life

// A guarded table's elements end where an inaccessible page begins; what is before them, to fill a page, is theirs,
// too.
inline u64 guarded_bytes(u64 capacity) {
  const u64 page = system_page_size();
  return (capacity * sizeof(void*) + page - 1) & ~(page - 1);
}

inline const void** allocate_guarded_elements(u64 capacity) {
  const u64 page = system_page_size(), bytes = guarded_bytes(capacity);
  u8* const start = static_cast<u8*>(reserve_address_space(bytes + 2 * page));
  if (start == nullptr) return nullptr;
  if (!commit(start + page, bytes)) return release_address_space(start, bytes + 2 * page), nullptr;
  return reinterpret_cast<const void**>(start + page + bytes) - capacity;
}

inline const void** allocate_elements(const table_data& t, u64 capacity) {
  if (t.is_guarded) return allocate_guarded_elements(capacity);
  return static_cast<const void**>(std::malloc(std::size_t(capacity) * sizeof(void*)));
}

inline void free_elements(const table_data& t, const void** elements, u64 capacity) {
  if (!t.is_guarded) return std::free(elements);
  if (elements == nullptr) return;
  const u64 page = system_page_size(), bytes = guarded_bytes(capacity);
  release_address_space(reinterpret_cast<u8*>(elements + capacity) - bytes - page, bytes + 2 * page);
}

inline bool reserve_elements(table_data& t, u64 count) {
  if (count <= t.capacity) return true;
  u64 capacity = t.capacity * 2 > count ? t.capacity * 2 : count;
  if (capacity > t.maximum) capacity = t.maximum;
  const void** const moved = allocate_elements(t, capacity);
  if (moved == nullptr) return false;
  const void** const old = t.elements;
  if (!copy_unless_stopped(moved, old, t.size * sizeof(void*))) return free_elements(t, moved, capacity), false;
  __atomic_store_n(&t.elements, moved, __ATOMIC_RELEASE);  // a collector may stop us anywhere and read the elements
  free_elements(t, old, t.capacity);
  t.capacity = capacity;
  return true;
}

// Every so many elements a guest that is to be stopped is.
inline constexpr u64 elements_between_stops = 0x10000;

// Before `size` tells of them. False if the guest is to be stopped meanwhile.
inline bool fill_unless_stopped(const void** to, const void* value, u64 count) {
  for (u64 i = 0; i != count; ++i) {
    if (i % elements_between_stops == 0 && must_stop()) return false;
    to[i] = value;
  }
  return true;
}

// The old size, or ~0 beyond the maximum or the budget, when out of memory, or if the guest is to be stopped. Never
// traps: for hosts too.
inline u64 grow_table(table_data& t, const void* value, u64 count) {
  const u64 old_size = t.size;
  if (count > t.maximum - old_size || count > table_size_limit - old_size) return ~u64(0);
  if (!take(t.growth, count)) return ~u64(0);
  const bool has_grown =
      reserve_elements(t, old_size + count) && fill_unless_stopped(t.elements + old_size, value, count);
  if (!has_grown) return give_back(t.growth, count), ~u64(0);
  __atomic_store_n(&t.size, old_size + count, __ATOMIC_RELEASE);
  return old_size;
}

inline void destroy_table(table_data& t) {
  free_elements(t, t.elements, t.capacity);
  give_back(t.growth, t.size);
  t = table_data{};
}

// False beyond the budget, which must live as long as the table, or when out of memory: `t` is then empty.
inline bool create_table(table_data& t, u64 minimum, u64 maximum, bool has_maximum, bool is_64, const void* initial,
                         budget* growth = nullptr, bool is_guarded = false) {
  const u64 most = is_64 ? ~u64(0) : 0xffffffff;
  t = table_data{};
  t.minimum = minimum;
  t.maximum = has_maximum ? maximum : most;
  t.has_maximum = has_maximum;
  t.is_64 = is_64;
  t.growth = growth;
  t.is_guarded = is_guarded;
  if (minimum <= t.maximum && grow_table(t, initial, minimum) != ~u64(0)) return true;
  destroy_table(t);
  return false;
}

// ---- references

// A function by its slot: the imported functions come first, then the defined ones that have a record.
inline funcref ref_func(const instance_state* self, u32 slot) {
  const u32 imported = self->imported_function_count;
  return slot < imported ? self->imported[slot] : &self->defined[slot - imported];
}

// ---- instructions on elements

WASM2CPP_INLINE const void** table_range(const table_data* t, u64 begin, u64 count) {
  const u64 size = t->size;
  if (count > size || begin > size - count) [[unlikely]]
    trap<trap_kind::out_of_bounds_table_access>();
  return t->elements + (count == 0 ? begin : masked(begin, size));
}

template <class Reference>
WASM2CPP_INLINE Reference table_get(const table_data* t, u64 index) {
  return to_reference<Reference>(*table_range(t, index, 1));
}

WASM2CPP_INLINE void table_set(table_data* t, u64 index, const void* value) { *table_range(t, index, 1) = value; }
WASM2CPP_INLINE u64 table_size(const table_data* t) { return t->size; }

WASM2CPP_OUT_OF_LINE u64 table_grow(table_data* t, const void* value, u64 count) {
  require_stack();
  heed_stop_request();
  const u64 old_size = grow_table(*t, value, count);
  if (old_size == ~u64(0)) heed_stop_request();
  return old_size;
}

WASM2CPP_INLINE void heed_stop_at(u64 element) {
  if (element % elements_between_stops == 0) heed_stop_request();
}

WASM2CPP_OUT_OF_LINE void table_fill(table_data* t, u64 index, const void* value, u64 count) {
  const void** const to = table_range(t, index, count);
  for (u64 i = 0; i != count; ++i) {
    heed_stop_at(i);
    to[i] = value;
  }
}

inline void table_copy(table_data* to_table, const table_data* from_table, u64 destination, u64 source, u64 count) {
  const void** const to = table_range(to_table, destination, count);
  const void* const* const from = table_range(from_table, source, count);
  copy_in_steps(reinterpret_cast<u8*>(to), reinterpret_cast<const u8*>(from), count * sizeof(void*));
}

// ---- element segments

inline constexpr u32 null_slot = 0xffffffff;

inline const void* element_at(const instance_state* self, const element_segment& segment, u64 index) {
  if (segment.slots == nullptr) return segment.values[index];
  const u32 slot = segment.slots[index];
  return slot == null_slot ? nullptr : ref_func(self, slot);
}

inline void table_init(const instance_state* self, table_data* t, const element_segment& segment, u64 destination,
                       u64 source, u64 count) {
  const void** const to = table_range(t, destination, count);
  if (count > segment.size || source > segment.size - count) trap<trap_kind::out_of_bounds_table_access>();
  for (u64 i = 0; i != count; ++i) {
    heed_stop_at(i);
    to[i] = element_at(self, segment, source + i);
  }
}

WASM2CPP_OUT_OF_LINE void element_drop(element_segment& segment) { segment = element_segment{}; }

// An active segment of function slots, at instantiation.
inline void table_init_active(const instance_state* self, table_data* t, u64 offset, const u32* slots, u32 count) {
  table_init(self, t, element_segment{slots, nullptr, count}, offset, 0, count);
}

}  // namespace wasm2cpp::guest

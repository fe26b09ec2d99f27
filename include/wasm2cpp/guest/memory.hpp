// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A linear memory: what it is made of, how it comes to be, grows and goes, and the instructions on ranges of it.
// (Loads and stores are in access.hpp.)
//
// Three kinds, one layout:
// - guarded: a reservation in which no 32-bit access can leave what is ours (reservation.hpp). Never moves.
// - reserved: address space for the most that it may grow to, or for as much as the options allow. Never moves within
// it.
// - movable: when the system refuses a reservation (ulimit -v), or a memory outgrows it. Moves when it grows, each time
// to a reservation twice its size, so that a guest that grows by single pages does not copy it with each.
// Code compiled in guard mode may only be given guarded ones (for 32-bit memories); checked code takes any.
//
// Shared memories are guarded, or reserved up to their maximum: other threads may be reading when one grows, so that
// they never move. `size` is then read and written atomically: a thread that learns of the new size in any way that
// orders its accesses after the growth finds the pages there.
//
// Functions whose names begin with `memory_` and `data_` are the instructions: they trap, so only guests may call them.
// create_memory, grow_memory and destroy_memory report, and are for hosts as well.
#pragma once

#include <cstring>

#include <wasm2cpp/guest/budget.hpp>
#include <wasm2cpp/guest/recycling.hpp>
#include <wasm2cpp/guest/reservation.hpp>
#include <wasm2cpp/guest/shared_bytes.hpp>
#include <wasm2cpp/guest/speculation.hpp>
#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

struct memory_data {
  u8* base;       // address 0; null only if it never had any
  u64 size;       // in bytes: pages << page_bits
  u64 minimum;    // in pages, as declared
  u64 maximum;    // in pages: declared, or what the address type allows
  u64 reserved;   // bytes from base that can be had without moving; 0 before a movable one's first
  void* mapping;  // what to give back to the system
  u64 mapping_size;
  void* registration;  // of a guarded one: a reservation*, for the signal handler
  budget* growth;      // what it may grow on; null: nobody limits it
  u8 page_bits;        // 16, but for custom page sizes
  bool has_maximum;
  bool is_64;
  bool is_shared;
  bool is_guarded;
  bool is_recyclable;   // what is beyond `size` is inaccessible and zero
  bool waits_are_over;  // nobody waits at it any more: see memory::end_waits. Atomic
};

struct memory_limits {
  u64 minimum;  // pages
  u64 maximum;  // pages; valid if has_maximum
  bool has_maximum;
  bool is_64;
  bool is_shared;
  u8 page_bits;
};

struct memory_options {
  bool guarded = true;             // so that guard-mode code may use it; means nothing for 64-bit or custom pages
  u64 reservation = u64(1) << 32;  // otherwise: bytes to reserve at most
  budget* growth = nullptr;        // must live as long as the memory
};

// In bytes, as of now; other threads may be making it grow.
// g++ takes a path on which `m` is null, where a host's handle is copied and inlined, for a write out of bounds.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif
WASM2CPP_INLINE u64 size_in_bytes(const memory_data* m) { return __atomic_load_n(&m->size, __ATOMIC_RELAXED); }
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// ---- life

// Bytes of so many pages; all ones if that is no size that memory can have.
inline u64 bytes_of_pages(u64 pages, u8 page_bits) {
  return pages > (~u64(0) >> page_bits) ? ~u64(0) : pages << page_bits;
}

// A recycled reservation keeps as much of it accessible as this memory begins with.
inline bool reserve_guarded(memory_data& m, u64 minimum_bytes) {
  const u64 total = guard_before + guarded_span;
  const spare_reservation spare = take_reservation();
  void* const start = spare.start != nullptr ? spare.start : reserve_address_space(total);
  if (start == nullptr) return false;
  u8* const base = static_cast<u8*>(start) + guard_before;
  m.registration = register_reservation(static_cast<u8*>(start), base + guarded_span);
  const bool is_exact = spare.committed <= minimum_bytes ||
                        mprotect(base + minimum_bytes, std::size_t(spare.committed - minimum_bytes), PROT_NONE) == 0;
  if (m.registration == nullptr || !is_exact) {
    if (m.registration != nullptr) unregister_reservation(static_cast<reservation*>(m.registration));
    m.registration = nullptr;
    release_address_space(start, total);
    return false;
  }
  m.base = base;
  m.mapping = start;
  m.mapping_size = total;
  m.reserved = u64(1) << 32;
  m.is_guarded = true;
  return true;
}

// An inaccessible part on both sides, as every memory has: only accesses that are not checked, of which there should be
// none, would come there.
inline bool reserve_between_guards(memory_data& m, u64 wanted) {
  if (wanted > ~u64(0) - 2 * guard_before) return false;
  void* const start = reserve_address_space(wanted + 2 * guard_before);
  if (start == nullptr) return false;
  m.base = static_cast<u8*>(start) + guard_before;
  m.mapping = start;
  m.mapping_size = wanted + 2 * guard_before;
  m.reserved = wanted;
  return true;
}

inline bool reserve_plain(memory_data& m, u64 wanted) {
  if (wanted == 0) return false;
  return reserve_between_guards(m, wanted);
}

inline void destroy_memory(memory_data& m) {
  if (m.registration != nullptr) unregister_reservation(static_cast<reservation*>(m.registration));
  const bool is_kept = m.is_recyclable && keep_reservation(m.mapping, m.base, m.size);
  if (m.mapping != nullptr && !is_kept) release_address_space(m.mapping, m.mapping_size);
  give_back(m.growth, m.size);
  m = memory_data{};
}

// The C library cannot be interrupted: a guest that is to be stopped is stopped between steps of a fraction of a
// millisecond.
inline constexpr u64 copy_step = 0x100000;

// For what grows: false if the guest is to be stopped meanwhile, which a host is not. It must then fail.
inline bool copy_unless_stopped(void* to, const void* from, u64 size) {
  for (u64 done = 0; done != size;) {
    if (must_stop()) return false;
    const u64 bytes = size - done < copy_step ? size - done : copy_step;
    std::memcpy(static_cast<u8*>(to) + done, static_cast<const u8*>(from) + done, std::size_t(bytes));
    done += bytes;
  }
  return true;
}

// Into a mapping of its own, of the new size and as much again: less where the system or the maximum forbids, or where
// the memory begins. What is left of the last page is reserved: a memory with pages of one byte does not move for each.
inline bool move_memory(memory_data& m, u64 bytes) {
  const u64 page = system_page_size();
  const auto whole_pages = [page](u64 size) { return (size + page - 1) & ~(page - 1); };
  const u64 most = bytes_of_pages(m.maximum, m.page_bits);
  const u64 wanted = whole_pages(m.size == 0 ? bytes : bytes < most - bytes ? 2 * bytes : most);
  memory_data moved = m;
  if (!reserve_between_guards(moved, wanted) && !reserve_between_guards(moved, whole_pages(bytes))) return false;
  if (!commit(moved.base, bytes) || !copy_unless_stopped(moved.base, m.base, m.size)) {
    release_address_space(moved.mapping, moved.mapping_size);
    return false;
  }
  if (m.mapping != nullptr) release_address_space(m.mapping, m.mapping_size);
  m = moved;
  return true;
}

// Whether the memory may be so large now.
inline bool provide(memory_data& m, u64 bytes) {
  if (bytes > m.reserved) return !m.is_guarded && move_memory(m, bytes);
  if (commit(m.base + m.size, bytes - m.size)) return true;
  m.is_recyclable = false;
  return false;
}

// For one thread at a time.
inline u64 grow_unshared(memory_data& m, u64 pages) {
  const u64 old_pages = m.size >> m.page_bits;
  if (pages > m.maximum - old_pages) return ~u64(0);
  if (pages == 0) return old_pages;
  const u64 bytes = bytes_of_pages(old_pages + pages, m.page_bits);
  if (bytes == ~u64(0) || !take(m.growth, bytes - m.size)) return ~u64(0);
  if (!provide(m, bytes)) return give_back(m.growth, bytes - m.size), ~u64(0);
  __atomic_store_n(&m.size, bytes, __ATOMIC_RELEASE);
  return old_pages;
}

WASM2CPP_SHARED inline constinit pthread_mutex_t growth_of_shared = PTHREAD_MUTEX_INITIALIZER;

// In pages: the old size, or ~0 beyond the maximum or the budget, when the system refuses, or if the guest is to be
// stopped while the memory moves. Never traps: for hosts too.
inline u64 grow_memory(memory_data& m, u64 pages) {
  if (!m.is_shared) return grow_unshared(m, pages);
  pthread_mutex_lock(&growth_of_shared);
  const u64 old_pages = grow_unshared(m, pages);
  pthread_mutex_unlock(&growth_of_shared);
  return old_pages;
}

// Reserves what `options` allow, and for a shared memory all that it may grow to: false if that cannot be had.
inline bool reserve_for(memory_data& m, const memory_limits& limits, const memory_options& options) {
  const bool may_be_guarded = options.guarded && !limits.is_64 && limits.page_bits == 16;
  if (may_be_guarded && reserve_guarded(m, bytes_of_pages(limits.minimum, 16))) return true;
  const u64 most = bytes_of_pages(m.maximum, m.page_bits);
  const bool is_reserved = reserve_plain(m, m.is_shared || most < options.reservation ? most : options.reservation);
  return is_reserved || !m.is_shared || most == 0;
}

// False when the budget or the system refuses even the minimum, or the maximum of a shared memory: `m` is then empty.
inline bool create_memory(memory_data& m, const memory_limits& limits, const memory_options& options) {
  m = memory_data{};
  m.minimum = limits.minimum;
  const u64 address_limit = limits.is_64 ? u64(1) << 63 : u64(1) << 32;  // bytes
  const u64 most = limits.page_bits == 0 && !limits.is_64 ? 0xffffffff : address_limit >> limits.page_bits;
  m.maximum = limits.has_maximum && limits.maximum < most ? limits.maximum : most;
  m.has_maximum = limits.has_maximum;
  m.is_64 = limits.is_64;
  m.is_shared = limits.is_shared;
  m.page_bits = limits.page_bits;
  m.growth = options.growth;
  if (!reserve_for(m, limits, options) || limits.minimum > m.maximum || grow_memory(m, limits.minimum) == ~u64(0)) {
    destroy_memory(m);
    return false;
  }
  m.is_recyclable = m.is_guarded;  // not before: what a recycled reservation has may be more than a smaller `size`
  return true;
}

// ---- instructions on sizes

WASM2CPP_INLINE u64 memory_size(const memory_data* m) { return size_in_bytes(m) >> m->page_bits; }

WASM2CPP_OUT_OF_LINE u64 memory_grow(memory_data* m, u64 pages) {
  require_stack();
  heed_stop_request();
  const u64 old_pages = grow_memory(*m, pages);
  if (old_pages == ~u64(0)) heed_stop_request();
  return old_pages;
}

// ---- instructions on ranges: both ends are checked before anything is written

// The address of size bytes from `begin` on, all inside the memory.
WASM2CPP_INLINE u8* memory_range(const memory_data* m, u64 begin, u64 size) {
  const u64 memory_size = size_in_bytes(m);
  if (size > memory_size || begin > memory_size - size) [[unlikely]]
    trap<trap_kind::out_of_bounds_memory_access>();
  return m->base + (size == 0 ? begin : begin & bounds_mask(begin + size - 1, memory_size));
}

inline constexpr u64 smallest_long_copy = 0x1000;

// Of a constant the compiler makes moves. Else the C library is called, where a signal that wants the guest to stop finds
// nearly all of a loop's time, and cannot stop it: it is stopped before the next call.
WASM2CPP_INLINE bool is_small_constant(u64 size) { return __builtin_constant_p(size) && size <= 64; }

// Calls step(at, bytes) for all of `size` bytes, from the lowest on or from the highest.
template <class Step>
WASM2CPP_INLINE void in_steps(u64 size, bool is_upwards, Step step) {
  for (u64 done = 0; done != size;) {
    heed_stop_request();
    const u64 bytes = size - done < copy_step ? size - done : copy_step;
    step(is_upwards ? done : size - done - bytes, bytes);
    done += bytes;
  }
}

// Whether a copy between ranges that may overlap may begin with the lowest byte.
inline bool is_upwards(const u8* to, const u8* from) {
  return reinterpret_cast<std::uintptr_t>(to) <= reinterpret_cast<std::uintptr_t>(from);
}

WASM2CPP_OUT_OF_LINE void fill_in_steps(u8* to, u8 value, u64 size) {
  in_steps(size, true, [=](u64 at, u64 bytes) { std::memset(to + at, value, std::size_t(bytes)); });
}

WASM2CPP_OUT_OF_LINE void copy_in_steps(u8* to, const u8* from, u64 size) {
  in_steps(size, is_upwards(to, from),
           [=](u64 at, u64 bytes) { std::memmove(to + at, from + at, std::size_t(bytes)); });
}

WASM2CPP_INLINE void memory_fill(memory_data* m, u64 destination, u32 value, u64 size) {
  u8* const to = memory_range(m, destination, size);
  if (size >= smallest_long_copy) return fill_in_steps(to, u8(value), size);
  if (!is_small_constant(size)) heed_pending_stop();
  if (size != 0) __builtin_memset(to, int(value & 0xff), std::size_t(size));
}

WASM2CPP_INLINE void memory_copy(memory_data* to_memory, const memory_data* from_memory, u64 destination, u64 source,
                                 u64 size) {
  u8* const to = memory_range(to_memory, destination, size);
  const u8* const from = memory_range(from_memory, source, size);
  if (size >= smallest_long_copy) return copy_in_steps(to, from, size);
  if (!is_small_constant(size)) heed_pending_stop();
  if (size != 0) __builtin_memmove(to, from, std::size_t(size));
}

WASM2CPP_INLINE const u8* data_range(const data_segment& segment, u64 begin, u64 size) {
  if (size > segment.size || begin > segment.size - size) trap<trap_kind::out_of_bounds_memory_access>();
  return segment.bytes + begin;
}

inline void memory_init(memory_data* m, const data_segment& segment, u64 destination, u64 source, u64 size) {
  u8* const to = memory_range(m, destination, size);
  copy_in_steps(to, data_range(segment, source, size), size);
}

// Out of line: a guest may be stopped between any two of its own instructions, and half a segment is none.
WASM2CPP_OUT_OF_LINE void data_drop(data_segment& segment) { segment = data_segment{}; }

// ---- active data segments, at instantiation

inline void data_init(memory_data* m, u64 offset, const void* bytes, u64 size) {
  u8* const to = memory_range(m, offset, size);
  if (m->is_shared) return copy_shared(to, static_cast<const u8*>(bytes), size);  // threads may be running already
  copy_in_steps(to, static_cast<const u8*>(bytes), size);
}

// Many segments at constant offsets: their bytes follow one another.
struct data_run {
  u64 offset;
  u32 size;
};

inline void data_init_runs(memory_data* m, const data_run* runs, u64 count, const void* bytes) {
  const u8* from = static_cast<const u8*>(bytes);
  for (const data_run* run = runs; run != runs + count; from += run->size, ++run) {
    data_init(m, run->offset, from, run->size);
  }
}

}  // namespace wasm2cpp::guest

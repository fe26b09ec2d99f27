// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Address space for linear memories, and the list of it that the signal handler consults.
//
// A guarded 32-bit memory is a reservation of 8 GiB and a little: whatever 32-bit address and 32-bit offset are added,
// and whatever is accessed there, stays inside it.
//
//     | 64 KiB inaccessible | size, accessible | inaccessible, up to 8 GiB | 64 KiB inaccessible |
//                           ^ base
//
// The list. A fault is a guest's only if it lies in one of our reservations. The handler must find out without locks
// and without allocation, while other threads come and go: so the list is a chain of arrays that are never freed,
// searched from the front, with free entries linked for reuse. An entry that changes under a reader's eyes belongs to
// another thread's memory, never to the one that faulted; so that half of what it was and half of what it is do not
// look like a third, the reader looks at its end twice, and `begin` changes only while `end` is null.
//
// A second such list says where guest code lies, which the handler must know to stop a guest (interruption.hpp).
#pragma once

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

inline constexpr u64 guard_before = 0x10000;
inline constexpr u64 base_alignment = 0x1000;  // of every memory's base, at least: the smallest page of any system
static_assert(guard_before % base_alignment == 0);
inline constexpr u64 guarded_span = (u64(1) << 33) + 0x10000;  // from base on

// ---- address space

// Where Linux leaves it to programs: a guest that roams over megabytes waits for its addresses to be translated. What
// is smaller than a huge page (2 MiB) has none. Only a wish: that it is refused changes nothing.
inline void ask_for_huge_pages([[maybe_unused]] void* start, [[maybe_unused]] u64 size) {
#if defined(MADV_HUGEPAGE)
  madvise(start, std::size_t(size), MADV_HUGEPAGE);
#endif
}

inline void* reserve_address_space(u64 size) {
#if defined(MAP_NORESERVE)
  constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#else
  constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#endif
  if (size > SIZE_MAX) return nullptr;
  void* const start = mmap(nullptr, std::size_t(size), PROT_NONE, flags, -1, 0);
  if (start == MAP_FAILED) return nullptr;
  ask_for_huge_pages(start, size);
  return start;
}

inline void release_address_space(void* start, u64 size) { munmap(start, std::size_t(size)); }

inline u64 system_page_size() { return u64(sysconf(_SC_PAGESIZE)); }

// Takes whole pages back from the guest, as far as the system allows. Other threads may have written there.
inline void decommit(u8* begin, u64 size) {
  mprotect(begin, std::size_t(size), PROT_NONE);
#if defined(__linux__)
  madvise(begin, std::size_t(size), MADV_DONTNEED);  // they read as zero from now on; elsewhere it does not mean that
#endif
}

// Makes zeroed, usable memory of a part of a reservation; the ends are rounded outwards to the system's pages. What is
// refused may have been done for some of the pages, where the reservation is several mappings to the system: they are
// taken back.
inline bool commit(u8* begin, u64 size) {
  const u64 page = system_page_size();
  const u64 below = reinterpret_cast<std::uintptr_t>(begin) & (page - 1);
  if (size == 0 || mprotect(begin - below, std::size_t(size + below), PROT_READ | PROT_WRITE) == 0) return true;
  const u64 in_use = below == 0 ? 0 : page - below;  // of a page that was usable before
  if (size > in_use) decommit(begin + in_use, size - in_use);
  return false;
}

// ---- the list

struct reservation {
  const u8* begin;
  const u8* end;  // of a free entry: null
  reservation* next_free;
};

struct reservation_list {
  static constexpr int chunk_size = 170;
  struct chunk {
    reservation entries[chunk_size];
    chunk* next;
  };
  chunk* first;
  reservation* free;
  pthread_mutex_t writing;
};

WASM2CPP_SHARED inline constinit reservation_list reservations{nullptr, nullptr, PTHREAD_MUTEX_INITIALIZER};
WASM2CPP_SHARED inline constinit reservation_list guest_code{nullptr, nullptr, PTHREAD_MUTEX_INITIALIZER};

inline bool add_reservation_chunk(reservation_list& list) {
  auto* const added = static_cast<reservation_list::chunk*>(std::calloc(1, sizeof(reservation_list::chunk)));
  if (added == nullptr) return false;
  for (reservation& entry : added->entries) {
    entry.next_free = list.free;
    list.free = &entry;
  }
  added->next = list.first;
  __atomic_store_n(&list.first, added, __ATOMIC_RELEASE);
  return true;
}

// Null when out of memory.
inline reservation* register_reservation(const u8* begin, const u8* end, reservation_list& list = reservations) {
  pthread_mutex_lock(&list.writing);
  reservation* entry = nullptr;
  if (list.free != nullptr || add_reservation_chunk(list)) {
    entry = list.free;
    list.free = entry->next_free;
    __atomic_store_n(&entry->begin, begin, __ATOMIC_RELEASE);
    __atomic_store_n(&entry->end, end, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&list.writing);
  return entry;
}

inline void unregister_reservation(reservation* entry, reservation_list& list = reservations) {
  pthread_mutex_lock(&list.writing);
  __atomic_store_n(&entry->end, nullptr, __ATOMIC_RELEASE);
  entry->next_free = list.free;
  list.free = entry;
  pthread_mutex_unlock(&list.writing);
}

// Async-signal-safe.
inline bool is_reserved(const void* address, const reservation_list& list = reservations) {
  for (auto* c = __atomic_load_n(&list.first, __ATOMIC_ACQUIRE); c != nullptr; c = c->next) {
    for (const reservation& entry : c->entries) {
      const u8* const end = __atomic_load_n(&entry.end, __ATOMIC_ACQUIRE);
      const u8* const begin = __atomic_load_n(&entry.begin, __ATOMIC_ACQUIRE);
      const bool is_whole = __atomic_load_n(&entry.end, __ATOMIC_RELAXED) == end;
      if (address >= begin && address < end && is_whole) return true;
    }
  }
  return false;
}

}  // namespace wasm2cpp::guest

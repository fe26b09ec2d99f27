// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which captured exceptions can still be reached: mark and sweep.
//
// Roots are pinned packages; what the store's instances, tables and globals hold; and the frames of guests, where an
// exnref is an ordinary local variable, perhaps in a register. Frames, instances and payloads are read conservatively:
// a word that equals the address of a captured package keeps it. So nothing need be known of their layout, and what is
// read wrongly is freed later. The stack is that of the guests that are active in this store: every entry is noted
// (`guest_activation`), each note lies in the frame of its entry, so that guests whose stack is not this thread's own
// (another thread's, a coroutine's) are seen, as are calls that began before the store had a module with exceptions.
// Then nothing is freed for now.
//
// The cost of a sweep is that of reading the roots. It is paid when the number of packages has doubled, or when as many
// have been captured as a sixteenth of the words read.
#pragma once

#include <cstdlib>

#include <wasm2cpp/guest/exception_package.hpp>
#include <wasm2cpp/guest/thread.hpp>

namespace wasm2cpp::guest {

// The set of captured packages by address, and those that are marked but not yet looked into.
struct exception_marker {
  exception_package** slots;  // open addressing; null where nothing is
  std::size_t mask;
  std::uintptr_t lowest, highest;
  exception_package* pending;
  std::size_t words_read;

  static std::size_t hash(std::uintptr_t address) { return std::size_t((address >> 4) * 0x9e3779b97f4a7c15u >> 20); }

  void insert(exception_package* package) {
    const auto address = reinterpret_cast<std::uintptr_t>(package);
    std::size_t i = hash(address) & mask;
    while (slots[i] != nullptr) i = (i + 1) & mask;
    slots[i] = package;
    lowest = address < lowest ? address : lowest;
    highest = address > highest ? address : highest;
  }

  void mark(exception_package* package) {
    if (package->is_marked) return;
    package->is_marked = true;
    package->pending = pending;
    pending = package;
  }

  void mark_word(std::uintptr_t word) {
    if (word < lowest || word > highest) return;
    for (std::size_t i = hash(word) & mask; slots[i] != nullptr; i = (i + 1) & mask)
      if (reinterpret_cast<std::uintptr_t>(slots[i]) == word) return mark(slots[i]);
  }
};

// Every aligned word of [begin, end). Reads what no C++ object is in, so that sanitizers must not look.
#if defined(__clang__)
__attribute__((no_sanitize("address", "memory", "thread")))
#else
__attribute__((no_sanitize_address, no_sanitize_thread))
#endif
WASM2CPP_OUT_OF_LINE void
mark_words(exception_marker& marker, const void* begin, const void* end) {
  const auto from = (reinterpret_cast<std::uintptr_t>(begin) + alignof(void*) - 1) & ~(alignof(void*) - 1);
  const auto to = reinterpret_cast<std::uintptr_t>(end);
  for (std::uintptr_t at = from; at + sizeof(void*) <= to; at += sizeof(void*)) {
    marker.mark_word(*reinterpret_cast<const volatile std::uintptr_t*>(at));
    ++marker.words_read;
  }
}

// The outermost entry's frame, if all active guests of the store lie between here and there, on this thread's own
// stack; null if some do not.
inline const void* end_of_guest_frames(const exception_heap& heap, const void* here) {
  const void* end = here;
  for (const guest_activation* entry = heap.innermost; entry != nullptr; entry = entry->outer) {
    if (here < this_thread.stack_low || entry < here || entry >= static_cast<const void*>(this_thread.stack_high))
      return nullptr;
    end = entry;
  }
  return end;
}

inline bool index_captured(exception_marker& marker, const exception_heap& heap) {
  std::size_t capacity = 16;
  while (capacity < heap.captured_count * 2) capacity *= 2;
  marker = exception_marker{};
  marker.slots = static_cast<exception_package**>(std::calloc(capacity, sizeof(exception_package*)));
  if (marker.slots == nullptr) return false;
  marker.mask = capacity - 1;
  marker.lowest = ~std::uintptr_t(0);
  for (exception_package* package = heap.captured; package != nullptr; package = package->next) marker.insert(package);
  return true;
}

inline void mark_pinned(exception_marker& marker, const exception_heap& heap) {
  for (exception_package* package = heap.captured; package != nullptr; package = package->next)
    if (exception_package::count(__atomic_load_n(&package->pins, __ATOMIC_ACQUIRE)) != 0) marker.mark(package);
}

inline void mark_payloads(exception_marker& marker) {
  while (marker.pending != nullptr) {
    exception_package* const package = marker.pending;
    marker.pending = package->pending;
    mark_words(marker, package->payload(), package->payload() + package->payload_count);
  }
}

inline void free_unmarked(exception_heap& heap) {
  for (exception_package** link = &heap.captured; *link != nullptr;) {
    exception_package* const package = *link;
    if (package->is_marked) {
      package->is_marked = false;
      link = &package->next;
    } else {
      *link = package->next;
      --heap.captured_count;
      free_package(package);
    }
  }
}

// What is above `here` on the stack holds all registers that a caller must keep.
WASM2CPP_OUT_OF_LINE void sweep_from(exception_heap& heap) {
  const void* const here = __builtin_frame_address(0);
  const void* const end = end_of_guest_frames(heap, here);
  exception_marker marker;
  if (heap.is_in_objects || end == nullptr || !index_captured(marker, heap)) {
    heap.sweep_at = heap.captured_count * 2;
    return;
  }
  mark_words(marker, here, end);
  heap.mark_roots(heap.store, marker);
  mark_pinned(marker, heap);
  mark_payloads(marker);
  free_unmarked(heap);
  std::free(marker.slots);
  const std::size_t more = heap.captured_count + marker.words_read / 16;
  heap.sweep_at = heap.captured_count + (more > least_sweep ? more : least_sweep);
}

WASM2CPP_OUT_OF_LINE void sweep_exceptions(exception_heap& heap) {
  __builtin_unwind_init();  // guests' registers into this frame
  sweep_from(heap);
  asm volatile("");  // and the frame stays until they have been read
}

// At the store's end: nothing is pinned any more, or the store would not end.
inline void free_exceptions(exception_heap& heap) {
  while (heap.captured != nullptr) {
    exception_package* const package = heap.captured;
    heap.captured = package->next;
    free_package(package);
  }
}

}  // namespace wasm2cpp::guest

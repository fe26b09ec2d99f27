// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions in memory: what an exnref points to, and how long that lives.
//
// A *package* is a tag and a payload. What is thrown, as a C++ exception, is a handle on one (thrown.hpp). A package has
// two kinds of owners:
//
// - Handles *pin* it: C++ exceptions in flight, the host's `exception` and `exnref`, a guest between catching it and
//   having read its payload. Pins are counted. The first keeps the package's store alive, because the payload may refer
//   to what the store owns. A package that guests never held by reference is freed with its last pin.
// - Guests hold exnrefs as bare pointers, in frames that own nothing, and payloads do. A package of which a guest gets
//   a reference (`catch_ref`, an argument of the host's), or whose payload has an exnref, is *captured*: its store's
//   heap lists it, and frees it when no guest can reach it any more. That is found by marking when the list has doubled
//   (exception_sweep.hpp), so that a program that throws 10^7 times in one call does not grow.
//
// A package of another store, which catch_all_ref may capture, is represented by one of our own that pins the original:
// no heap looks into another, which another thread may be using.
//
// A payload is a root of the collector, if there is one. What a package cannot be kept alive by is a bare pointer in
// memory that nobody marks. Objects of the collector's heap are such memory: in a store whose types have fields of
// exnrefs nothing is freed before the store is.
#pragma once

#include <cstdlib>
#include <new>

#include <wasm2cpp/guest/heap.hpp>
#include <wasm2cpp/guest/trap.hpp>
#include <wasm2cpp/guest/untyped_value.hpp>

namespace wasm2cpp::guest {

struct alignas(16) exception_package {
  const tag_identity* tag;
  exception_heap* heap;         // of the store in which it was thrown, or captured
  exception_package* original;  // of another store's, pinned; else null
  exception_package* next;      // in the heap's list, if captured
  exception_package* pending;   // while marking
  std::size_t pins;             // by any thread: a handle may be dropped anywhere. The top bit: it is captured
  u32 payload_count;
  bool is_marked;
  bool has_roots;  // the collector reads the payload
  root_set roots;

  static constexpr std::size_t captured_bit = ~(~std::size_t(0) >> 1);
  static std::size_t count(std::size_t pins) { return pins & ~captured_bit; }

  // Follows the package.
  untyped_value* payload() { return reinterpret_cast<untyped_value*>(this + 1); }
};

// What a thread's C++ exceptions are at: the last one that is caught, and how many are not yet.
struct unwinding_state {
  const void* caught;
  unsigned uncaught;
};

// A host's entry into guest code of a store, in the frame of the call: guest frames that may hold exnrefs lie below it.
struct guest_activation {
  guest_activation* outer;
  unwinding_state outside;  // of the thread at the entry (interruption.hpp)
};

struct exception_marker;

// A store's captured packages.
struct exception_heap {
  store_data* store;
  void (*retain_store)(store_data*);
  void (*release_store)(store_data*);
  void (*mark_roots)(store_data*, exception_marker&);  // all but stacks
  bool is_in_objects;           // structures or arrays may hold exnrefs
  bool is_used;                 // an instance may hold exnrefs: entries are noted in `innermost`
  bool is_dispatching;          // a guest has caught one and not yet read it: no signal may stop it there
  guest_activation* innermost;
  guest_activation unseen;      // stands for entries of before `is_used`: no frame is known to hold it
  exception_package* captured;
  std::size_t captured_count;
  std::size_t sweep_at;         // count at which to sweep; 0 for the least
  exception_package lost;       // what is caught when there is no memory to say what: never listed, never freed
};

inline constexpr std::size_t least_sweep = 1024;

__attribute__((nothrow)) void sweep_exceptions(exception_heap& heap);  // exception_sweep.hpp

// ---- allocation

inline root_range payload_of_package(const root_set* set) {
  const auto* const bytes = reinterpret_cast<const u8*>(set) - offsetof(exception_package, roots);
  const auto* const package = reinterpret_cast<const exception_package*>(bytes);
  return {package + 1, package->payload_count * sizeof(untyped_value) / sizeof(void*)};
}

inline exception_package* allocate_package(u32 payload_count) {
  void* const place =
      std::aligned_alloc(alignof(exception_package), sizeof(exception_package) + payload_count * sizeof(untyped_value));
  if (place == nullptr) return nullptr;
  auto* const package = ::new (place) exception_package{};
  package->payload_count = payload_count;
  package->has_roots = the_collector != nullptr && payload_count != 0;
  package->roots.range = payload_of_package;
  if (package->has_roots) add_roots(package->roots);
  return package;
}

inline void unpin_exception(exception_package* package);

inline void free_package(exception_package* package) {
  exception_package* const original = package->original;
  if (package->has_roots) remove_roots(package->roots);
  std::free(package);
  if (original != nullptr) unpin_exception(original);
}

// ---- pins

inline void pin_exception(exception_package* package) {
  const exception_heap& heap = *package->heap;
  const std::size_t before = __atomic_fetch_add(&package->pins, 1, __ATOMIC_RELAXED);
  if (exception_package::count(before) == 0) heap.retain_store(heap.store);
}

// The store may end with it, and all that it owns. Whether the package is captured may change until the last pin goes.
inline void unpin_exception(exception_package* package) {
  const exception_heap& heap = *package->heap;
  store_data* const store = heap.store;
  void (*const release_store)(store_data*) = heap.release_store;
  const std::size_t before = __atomic_fetch_sub(&package->pins, 1, __ATOMIC_ACQ_REL);
  if (exception_package::count(before) != 1) return;
  if (before == 1) free_package(package);  // not captured
  release_store(store);
}

// A new package with one pin and an unwritten payload; null when out of memory.
inline exception_package* new_exception(exception_heap& heap, const tag_identity* tag, u32 payload_count) {
  exception_package* const package = allocate_package(payload_count);
  if (package == nullptr) return nullptr;
  package->tag = tag;
  package->heap = &heap;
  pin_exception(package);
  return package;
}

// ---- references

// From now on guests of its store may hold `package` as a bare pointer. For its store's thread, with a pin.
inline void capture_package(exception_package* package) {
  exception_heap& heap = *package->heap;
  if (__atomic_load_n(&package->pins, __ATOMIC_RELAXED) & exception_package::captured_bit) return;
  __atomic_fetch_or(&package->pins, exception_package::captured_bit, __ATOMIC_RELAXED);
  package->next = heap.captured;
  heap.captured = package;
  const std::size_t limit = heap.sweep_at > least_sweep ? heap.sweep_at : least_sweep;
  if (++heap.captured_count >= limit) sweep_exceptions(heap);
}

// What stands for `package` in `heap`, with a pin for the caller: itself, or one that pins it.
inline exception_package* pinned_in(exception_heap& heap, exception_package* package) {
  if (package->heap == &heap) return pin_exception(package), package;
  exception_package* const own = new_exception(heap, package->tag, package->payload_count);
  if (own == nullptr) return pin_exception(&heap.lost), &heap.lost;
  std::memcpy(own->payload(), package->payload(), package->payload_count * sizeof(untyped_value));
  own->original = package->original != nullptr ? package->original : package;
  pin_exception(own->original);
  return own;
}

}  // namespace wasm2cpp::guest

#include <wasm2cpp/guest/exception_sweep.hpp>

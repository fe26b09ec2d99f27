// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A window on a linear memory through which the host meets the threads of its guests, like JavaScript's Atomics:
//
//   wasm2cpp::atomic_view<std::uint32_t> state = mem.atomic_view<std::uint32_t>(64, 1);   // byte offset, elements
//   state.store(0, 1);
//   state.notify(0);                                        // wakes all that wait there, guests or hosts
//   while (state.load(0) == 1) state.wait(0, 1);            // until another thread writes and notifies
//
// All accesses are sequentially consistent, and the same as those of the guest's atomic instructions; elements are
// integers, aligned, and little-endian in memory. Each function that changes an element gives what was there before.
//
// Invariant: as for a view, the window lies inside the memory for good. Waiting wants a shared memory.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <wasm2cpp/guest/parking.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/memory_object.hpp>

namespace wasm2cpp {

/// What can be accessed atomically: integers.
template <class T>
concept atomic_element = std::integral<T> && !std::same_as<T, bool> && sizeof(T) <= 8;

/// How a wait ended.
enum class wait_result : std::uint32_t {
  notified = guest::parking_notified,
  not_equal = guest::parking_not_equal,  ///< another value was there: it did not wait
  timed_out = guest::parking_timed_out,
  ended = guest::parking_ended,  ///< by memory::end_waits
};

/// See the head of this file. Made by `memory::atomic_view`. Every function throws access_error unless index < size().
template <atomic_element T>
class atomic_view {
 public:
  using value_type = T;

  atomic_view() = default;  ///< a window of no elements
  atomic_view(host::ref<host::memory_object> memory, std::uint64_t offset, std::size_t count)
      : memory_(std::move(memory)), offset_(offset), count_(count) {}

  std::size_t size() const { return count_; }       ///< in elements
  std::uint64_t offset() const { return offset_; }  ///< in bytes, from the start of the memory

  T load(std::size_t index) const {
    return on(index, [](guest::u8* p) { return guest::atomic_load<bits>(p); });
  }
  void store(std::size_t index, T value) const {
    on(index, [=](guest::u8* p) { return guest::atomic_store(p, bits(value)), bits(); });
  }
  T exchange(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_exchange(p, bits(value)); });
  }
  T fetch_add(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_add(p, bits(value)); });
  }
  T fetch_sub(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_sub(p, bits(value)); });
  }
  T fetch_and(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_and(p, bits(value)); });
  }
  T fetch_or(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_or(p, bits(value)); });
  }
  T fetch_xor(std::size_t index, T value) const {
    return on(index, [=](guest::u8* p) { return guest::atomic_xor(p, bits(value)); });
  }
  /// Stores `replacement` if `expected` is there; gives what was there, so that `== expected` tells if it stored.
  T compare_exchange(std::size_t index, T expected, T replacement) const {
    return on(index,
              [=](guest::u8* p) { return guest::atomic_compare_exchange(p, bits(expected), bits(replacement)); });
  }

  /// Blocks the thread, if `expected` is there, until it is notified or so many nanoseconds have passed; a negative
  /// number waits for ever. Throws access_error also if the memory is not shared. Not for use under locks that the
  /// notifier needs.
  wait_result wait(std::size_t index, T expected, std::int64_t nanoseconds = -1) const requires(sizeof(T) >= 4) {
    if (index < count_ && !memory_->is_shared)
      return host::fail_access({"expected shared memory"}), wait_result::not_equal;
    return static_cast<wait_result>(on(index, [=, this](guest::u8* p) {
      return bits(guest::park(p, bits(expected), nanoseconds, memory_->waits_are_over));
    }));
  }
  /// Wakes at most `count` threads that wait at the element, the longest waiting first. Gives how many it woke.
  std::uint32_t notify(std::size_t index, std::uint32_t count = ~std::uint32_t{0}) const requires(sizeof(T) >= 4) {
    return static_cast<std::uint32_t>(on(index, [=](guest::u8* p) { return bits(guest::unpark(p, count)); }));
  }

 private:
  using bits = std::make_unsigned_t<T>;

  template <class F>
  T on(std::size_t index, F access) const {
    if (index >= count_) return host::fail_access({"index outside the view"}), T();
    return static_cast<T>(access(memory_->place(offset_ + index * sizeof(T))));
  }

  host::ref<host::memory_object> memory_;
  std::uint64_t offset_ = 0;
  std::size_t count_ = 0;
};

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A linear memory with its owners counted. Guest code sees the `memory_data` part only; handles, views and the stores
// of the instances that use the memory own it together, and the last one gives it back to the system.
//
// The host's accesses to the bytes are made here, unchecked, because those to a shared memory must be others than those
// to an unshared one (guest/shared_bytes.hpp): other threads may be at it.
//
// Invariant: every memory_data that a module's state points to is part of a memory_object.
#pragma once

#include <cstddef>
#include <cstring>

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/host/limits.hpp>
#include <wasm2cpp/host/reference_count.hpp>

namespace wasm2cpp::host {

class memory_object final : public reference_counted, public guest::memory_data {
 public:
  memory_object() : guest::memory_data{} {}
  /// Of a memory that grows on a budget.
  explicit memory_object(ref<budget_object> budget) : guest::memory_data{}, budget_(std::move(budget)) {}
  /// The object around memory data that a module's state points to.
  static memory_object* of(guest::memory_data* data) { return static_cast<memory_object*>(data); }
  std::byte* bytes() const { return reinterpret_cast<std::byte*>(base); }
  std::uint64_t byte_size() const { return guest::size_in_bytes(this); }
  /// Whether `length` bytes at `offset` lie inside.
  bool holds(std::uint64_t offset, std::uint64_t length) const {
    const std::uint64_t held = byte_size();
    return offset <= held && length <= held - offset;
  }
  /// Whether it can reach its maximum where it is: pointers into it then stay valid.
  bool is_stable() const { return reserved != 0 && maximum <= (reserved >> page_bits); }
  guest::u8* place(std::uint64_t offset) const { return base + offset; }

  /// Copies between the memory and a host's buffer.
  void copy_out(void* to, std::uint64_t offset, std::size_t length) const {
    if (length == 0) return;
    if (is_shared) return guest::copy_shared(static_cast<guest::u8*>(to), place(offset), length);
    std::memcpy(to, place(offset), length);
  }
  void copy_in(std::uint64_t offset, const void* from, std::size_t length) const {
    if (length == 0) return;
    if (is_shared) return guest::copy_shared(place(offset), static_cast<const guest::u8*>(from), length);
    std::memcpy(place(offset), from, length);
  }

  /// The little-endian value at `offset`, aligned or not. T is of 1, 2, 4, 8 or 16 bytes; of 16, a shared one may be
  /// torn.
  template <class T>
  T load(std::uint64_t offset) const {
    if constexpr (sizeof(T) <= 8) {
      if (is_shared) return guest::bit_cast<T>(guest::little_endian(guest::read_shared<bits_of<T>>(place(offset))));
    }
    bits_of<T> bits;
    copy_out(&bits, offset, sizeof(T));
    return guest::bit_cast<T>(guest::little_endian(bits));
  }
  template <class T>
  void store(std::uint64_t offset, T value) const {
    const bits_of<T> bits = guest::little_endian(guest::bit_cast<bits_of<T>>(value));
    if constexpr (sizeof(T) <= 8) {
      if (is_shared) return guest::write_shared<bits_of<T>>(place(offset), bits);
    }
    copy_in(offset, &bits, sizeof(T));
  }

 private:
  template <class T>
  using bits_of = typename guest::unsigned_of_size<sizeof(T)>::type;
  ~memory_object() override { guest::destroy_memory(*this); }
  ref<budget_object> budget_;
};

}  // namespace wasm2cpp::host

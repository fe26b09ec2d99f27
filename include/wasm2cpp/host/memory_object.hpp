// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A linear memory with its owners counted. Guest code sees the `memory_data` part only; handles, views and the stores
// of the instances that use the memory own it together, and the last one gives it back to the system.
//
// Invariant: every memory_data that a module's state points to is part of a memory_object.
#pragma once

#include <cstddef>

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/host/reference_count.hpp>

namespace wasm2cpp::host {

class memory_object final : public reference_counted, public guest::memory_data {
 public:
  memory_object() : guest::memory_data{} {}
  /// The object around memory data that a module's state points to.
  static memory_object* of(guest::memory_data* data) { return static_cast<memory_object*>(data); }
  std::byte* bytes() const { return reinterpret_cast<std::byte*>(base); }
  /// Whether `length` bytes at `offset` lie inside.
  bool holds(std::uint64_t offset, std::uint64_t length) const { return offset <= size && length <= size - offset; }

 private:
  ~memory_object() override { guest::destroy_memory(*this); }
};

}  // namespace wasm2cpp::host

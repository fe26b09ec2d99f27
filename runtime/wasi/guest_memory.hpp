// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one way to what a guest's pointers mean. Every pointer and length is checked here against the memory as it is now;
// outside of it is the errno `fault`. What decides something (structures, arrays of buffers, paths) is read once, copied, and
// only the copy is looked at: other threads of the guest may change the original at any time.
//
// Bytes of files and streams are not copied: the span given for them is handed to the kernel or to a host's callback.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

#include "failure.hpp"

namespace wasm2cpp::wasi {

/// A part of the guest's memory, checked.
using guest_bytes = std::span<std::byte>;

class guest_memory {
 public:
  /// How many buffers one call uses at most; it then reads or writes less than was asked, as it may. The kernel's IOV_MAX.
  static constexpr u32 most_buffers = 1024;
  /// The longest path, in bytes.
  static constexpr u32 longest_path = 4096;

  explicit guest_memory(memory memory) : memory_(std::move(memory)) {}
  const memory& whole() const { return memory_; }

  /// The little-endian integer at `at`.
  template <class T>
  T read(u32 at) const {
    check(at, sizeof(T));
    return memory_.read<T>(at);
  }
  template <class T>
  void write(u32 at, T value) const {
    check(at, sizeof(T));
    memory_.write<T>(at, value);
  }
  /// That `length` bytes at `at` lie inside. For what is written only after something has happened.
  void check(u32 at, u64 length) const {
    const u64 size = memory_.byte_size();
    if (at > size || length > size - at) fail(error_code::fault);
  }
  guest_bytes bytes(u32 at, u32 length) const {
    check(at, length);
    return memory_.bytes().subspan(at, length);
  }
  void write_bytes(u32 at, std::string_view bytes) const {
    check(at, bytes.size());
    memory_.object()->copy_in(at, bytes.data(), bytes.size());
  }

  /// A copy of a path. Fails with name_too_long, or with `invalid` if it holds a NUL, or with illegal_sequence if it is not UTF-8.
  std::string path(u32 at, u32 length) const;

  /// The buffers of a read or write: an array of `count` pointers and lengths. Fails with `invalid` if the lengths add up to
  /// more than a u32 tells. Empty buffers are left out.
  std::vector<guest_bytes> buffers(u32 at, u32 count) const;

 private:
  memory memory_;
};

}  // namespace wasm2cpp::wasi

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A value whose type somebody else knows: the arguments of a call by name (host/invoke.hpp), the payload of an
// exception (exception_package.hpp). 16 bytes, so that a v128 fits.
#pragma once

#include <cstring>

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

/// A value of a type that the reader must know; aligned for vectors.
union alignas(16) untyped_value {
  u8 bytes[16];

  template <class T>
  T get() const {
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
  }
  template <class T>
  void set(T value) {
    std::memcpy(bytes, &value, sizeof(T));
  }
};

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A v128 as the host has it: sixteen bytes, read and written by lanes of any number type.
//
//   wasm2cpp::v128 a = wasm2cpp::v128::of<float>(1, 2, 3, 4);
//   wasm2cpp::v128 b = instance.scale(a, 2);                     // an export (param v128 f32) (result v128)
//   float third = b.lane<float>(2);                              // 6
//   std::array<std::uint8_t, 16> bytes = b.lanes<std::uint8_t>();
//
// Lane 0 is the lowest, and the first in linear memory. Equality is that of all bits.
//
// In emitted code a v128 is a vector of the compiler (guest::v128); this class holds one, and each converts to the
// other, so that the host need not know of vectors. Memory views and `memory::read` take it as an element.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include <wasm2cpp/guest/types.hpp>
#include <wasm2cpp/host/errors.hpp>

namespace wasm2cpp {

/// What a lane may be: an integer or a float of 1, 2, 4 or 8 bytes.
template <class T>
concept v128_lane = std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && sizeof(T) <= 8;

class v128 {
 public:
  template <v128_lane T>
  static constexpr std::size_t lane_count = 16 / sizeof(T);

  v128() = default;  ///< all bits zero
  v128(guest::v128 bits) : bits_(bits) {}
  operator guest::v128() const { return bits_; }

  /// All lanes, the lowest first: as many as there are.
  template <v128_lane T, class... Lanes>
  requires(sizeof...(Lanes) == lane_count<T>) static v128 of(Lanes... lanes) {
    return of(std::array<T, lane_count<T>>{static_cast<T>(lanes)...});
  }
  template <v128_lane T, std::size_t Count>
  requires(Count == lane_count<T>) static v128 of(const std::array<T, Count>& lanes) {
    v128 result;
    for (std::size_t i = 0; i < Count; ++i) result.put(i, lanes[i]);
    return result;
  }
  /// The same in every lane.
  template <v128_lane T>
  static v128 splat(T lane) {
    v128 result;
    for (std::size_t i = 0; i < lane_count<T>; ++i) result.put(i, lane);
    return result;
  }

  /// Throws access_error unless index < lane_count<T>.
  template <v128_lane T>
  T lane(std::size_t index) const {
    if (index >= lane_count<T>) return fail_index(), T{};
    T value;
    std::memcpy(&value, reinterpret_cast<const unsigned char*>(&bits_) + place<T>(index), sizeof value);
    return value;
  }
  template <v128_lane T>
  void set_lane(std::size_t index, T value) {
    if (index >= lane_count<T>) return fail_index();
    put(index, value);
  }
  template <v128_lane T>
  std::array<T, lane_count<T>> lanes() const {
    std::array<T, lane_count<T>> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = lane<T>(i);
    return all;
  }

  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): a vector of bytes has no padding
  friend bool operator==(const v128& a, const v128& b) { return std::memcmp(&a.bits_, &b.bits_, sizeof a.bits_) == 0; }

 private:
  /// The lane's offset: see the note on big-endian machines in guest/simd/lanes.hpp.
  template <class T>
  static constexpr std::size_t place(std::size_t index) {
    const bool is_little_endian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return (is_little_endian ? index : lane_count<T> - 1 - index) * sizeof(T);
  }
  template <class T>
  void put(std::size_t index, T value) {
    std::memcpy(reinterpret_cast<unsigned char*>(&bits_) + place<T>(index), &value, sizeof value);
  }
  static void fail_index() { host::fail_access({"no such lane of a v128"}); }

  guest::v128 bits_{};
};

namespace host {

/// The type that stands for a value in emitted code: the host's own, but for vectors.
template <class T>
struct guest_value {
  using type = T;
};
template <>
struct guest_value<v128> {
  using type = guest::v128;
};
template <class T>
using guest_value_t = typename guest_value<T>::type;

/// And back.
template <class T>
struct host_value {
  using type = T;
};
template <>
struct host_value<guest::v128> {
  using type = v128;
};
template <class T>
using host_value_t = typename host_value<T>::type;

}  // namespace host
}  // namespace wasm2cpp

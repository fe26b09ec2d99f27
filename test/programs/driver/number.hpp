// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A recipe's numbers. Recipes were recorded under JavaScript, and mean its values: an i32 is a signed number, an i64 a
// BigInt, a float a number; "+" adds two of a kind. This keeps that distinction, and prints as JavaScript does.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include <wasm2cpp/wasm2cpp.hpp>

namespace programs {

struct Number {
  bool is_big = false;  ///< an i64: `big` counts, else `number`
  double number = 0;
  std::int64_t big = 0;

  static Number of(double value) { return {false, value, 0}; }
  static Number of_big(std::int64_t value) { return {true, 0, value}; }
  static Number of(std::uint32_t value) { return of(double(static_cast<std::int32_t>(value))); }
  static Number of(std::uint64_t value) { return of_big(static_cast<std::int64_t>(value)); }
  static Number of(float value) { return of(double(value)); }

  /// ToInt32, of integers: what a call with an i32 parameter does with a number.
  std::uint32_t to_u32() const { return static_cast<std::uint32_t>(static_cast<std::int64_t>(is_big ? double(big) : number)); }
  /// As an address: numbers wrap at 32 bits.
  std::uint64_t to_address() const { return is_big ? static_cast<std::uint64_t>(big) : to_u32(); }

  Number operator+(const Number& other) const {
    if (is_big) return of_big(big + (other.is_big ? other.big : static_cast<std::int64_t>(other.number)));
    return of(number + other.number);
  }

  std::string text() const {
    if (is_big) return std::to_string(big);
    char buffer[32];
    const bool is_whole = std::trunc(number) == number && std::fabs(number) < 1e21;
    const auto end = is_whole ? std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed)
                              : std::to_chars(buffer, buffer + sizeof buffer, number);
    return std::string(buffer, end.ptr);
  }
};

inline Number number_of(const wasm2cpp::value& value) {
  switch (value.kind()) {
    case wasm2cpp::value_kind::i32: return Number::of(value.get<std::uint32_t>());
    case wasm2cpp::value_kind::i64: return Number::of(value.get<std::uint64_t>());
    case wasm2cpp::value_kind::f32: return Number::of(value.get<float>());
    case wasm2cpp::value_kind::f64: return Number::of(value.get<double>());
    default: return Number::of(0.0);
  }
}

}  // namespace programs

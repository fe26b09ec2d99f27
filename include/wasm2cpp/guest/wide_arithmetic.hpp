// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wide arithmetic: sums, differences and products of 128 bits, each number in two halves, the lower one first.
//
//     const values<u64, u64> t = i64_add128(a_low, a_high, b_low, b_high);    // two machine instructions: add, adc
//
// Where the compiler has integers of 128 bits, it knows these instructions best; elsewhere (32-bit hosts) a carry is a
// comparison, and a product is made of four. Both ways are functions of their own, so that both are tested everywhere.
//
// What compilers made for want of these instructions is written with them too (translator/wide_products.hpp).
#pragma once

#include <wasm2cpp/guest/access.hpp>
#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

using wide = values<u64, u64>;  // the lower half, the upper half

namespace portable {

WASM2CPP_INLINE wide add128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  const u64 low = a_low + b_low;
  return values_of<u64, u64>(low, a_high + b_high + u64(low < a_low));
}

WASM2CPP_INLINE wide sub128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  return values_of<u64, u64>(a_low - b_low, a_high - b_high - u64(a_low < b_low));
}

// By halves of 32 bits, as on paper; no sum of three of them exceeds 64 bits.
WASM2CPP_INLINE wide mul_wide_u(u64 a, u64 b) {
  const u64 a_low = u32(a), a_high = a >> 32, b_low = u32(b), b_high = b >> 32;
  const u64 low = a_low * b_low, middle = a_high * b_low + (low >> 32);
  const u64 other = a_low * b_high + u32(middle);
  return values_of<u64, u64>(other << 32 | u32(low), a_high * b_high + (middle >> 32) + (other >> 32));
}

// A negative operand stands for 2^64 more than it means: the other one is too much in the upper half.
WASM2CPP_INLINE wide mul_wide_s(u64 a, u64 b) {
  const wide product = mul_wide_u(a, b);
  const u64 excess = (i64(a) < 0 ? b : 0) + (i64(b) < 0 ? a : 0);
  return values_of<u64, u64>(get<0>(product), get<1>(product) - excess);
}

}  // namespace portable

#if defined(__SIZEOF_INT128__)

__extension__ using u128 = unsigned __int128;
__extension__ using i128 = __int128;

WASM2CPP_INLINE u128 joined(u64 low, u64 high) { return u128(high) << 64 | low; }
WASM2CPP_INLINE wide halves(u128 value) { return values_of<u64, u64>(u64(value), u64(value >> 64)); }

WASM2CPP_INLINE wide i64_add128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  return halves(joined(a_low, a_high) + joined(b_low, b_high));
}
WASM2CPP_INLINE wide i64_sub128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  return halves(joined(a_low, a_high) - joined(b_low, b_high));
}
WASM2CPP_INLINE wide i64_mul_wide_s(u64 a, u64 b) { return halves(u128(i128(i64(a)) * i128(i64(b)))); }
WASM2CPP_INLINE wide i64_mul_wide_u(u64 a, u64 b) { return halves(u128(a) * b); }

#else

WASM2CPP_INLINE wide i64_add128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  return portable::add128(a_low, a_high, b_low, b_high);
}
WASM2CPP_INLINE wide i64_sub128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  return portable::sub128(a_low, a_high, b_low, b_high);
}
WASM2CPP_INLINE wide i64_mul_wide_s(u64 a, u64 b) { return portable::mul_wide_s(a, b); }
WASM2CPP_INLINE wide i64_mul_wide_u(u64 a, u64 b) { return portable::mul_wide_u(a, b); }

#endif

WASM2CPP_INLINE wide mul128(u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  const wide product = i64_mul_wide_u(a_low, b_low);
  return values_of<u64, u64>(get<0>(product), get<1>(product) + a_low * b_high + a_high * b_low);
}

/// What a guest function like `__multi3` does: the lower 128 bits of a product, 16 bytes at `p`. Traps like two stores.
WASM2CPP_INLINE void store_product(mem32 m, u32 p, u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  const wide product = mul128(a_low, a_high, b_low, b_high);
  i64_store(m, p, get<1>(product), 8);
  i64_store(m, p, get<0>(product), 0);
}

WASM2CPP_INLINE void store_product_low_first(mem32 m, u32 p, u64 a_low, u64 a_high, u64 b_low, u64 b_high) {
  const wide product = mul128(a_low, a_high, b_low, b_high);
  i64_store(m, p, get<0>(product), 0);
  i64_store(m, p, get<1>(product), 8);
}

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors of integers: arithmetic, comparison, shifts, saturation. See simd.hpp for the portable forms and the others.
//
// Arithmetic is on unsigned lanes, which wrap; a signed reading is a cast. A comparison gives a mask: all bits of a
// lane or none. `mask ? a : b` on vectors chooses by lane; compilers make minimum and maximum of it. Shift counts are
// taken modulo the lane's width.
#pragma once

#include <wasm2cpp/guest/simd/lanes.hpp>

namespace wasm2cpp::guest {

// ---- arithmetic

WASM2CPP_INLINE v128 i8x16_add(v128 a, v128 b) { return a + b; }
WASM2CPP_INLINE v128 i8x16_sub(v128 a, v128 b) { return a - b; }
WASM2CPP_INLINE v128 i8x16_neg(v128 a) { return u8x16{} - a; }
WASM2CPP_INLINE v128 i16x8_add(v128 a, v128 b) { return v128(u16x8(a) + u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_sub(v128 a, v128 b) { return v128(u16x8(a) - u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_mul(v128 a, v128 b) { return v128(u16x8(a) * u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_neg(v128 a) { return v128(u16x8{} - u16x8(a)); }
WASM2CPP_INLINE v128 i32x4_add(v128 a, v128 b) { return v128(u32x4(a) + u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_sub(v128 a, v128 b) { return v128(u32x4(a) - u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_mul(v128 a, v128 b) { return v128(u32x4(a) * u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_neg(v128 a) { return v128(u32x4{} - u32x4(a)); }
WASM2CPP_INLINE v128 i64x2_add(v128 a, v128 b) { return v128(u64x2(a) + u64x2(b)); }
WASM2CPP_INLINE v128 i64x2_sub(v128 a, v128 b) { return v128(u64x2(a) - u64x2(b)); }
WASM2CPP_INLINE v128 i64x2_mul(v128 a, v128 b) { return v128(u64x2(a) * u64x2(b)); }
WASM2CPP_INLINE v128 i64x2_neg(v128 a) { return v128(u64x2{} - u64x2(a)); }

// (x ^ m) - m negates where the mask m is set.
template <class Signed, class Unsigned>
WASM2CPP_INLINE v128 v128_absolute(v128 a) {
  const Unsigned mask = Unsigned(Signed(a) < Signed{});
  return v128((Unsigned(a) ^ mask) - mask);
}

// ---- comparison

WASM2CPP_INLINE v128 i8x16_eq(v128 a, v128 b) { return v128(a == b); }
WASM2CPP_INLINE v128 i8x16_ne(v128 a, v128 b) { return v128(a != b); }
WASM2CPP_INLINE v128 i8x16_lt_s(v128 a, v128 b) { return v128(i8x16(a) < i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_gt_s(v128 a, v128 b) { return v128(i8x16(a) > i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_le_s(v128 a, v128 b) { return v128(i8x16(a) <= i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_ge_s(v128 a, v128 b) { return v128(i8x16(a) >= i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_lt_u(v128 a, v128 b) { return v128(a < b); }
WASM2CPP_INLINE v128 i8x16_gt_u(v128 a, v128 b) { return v128(a > b); }
WASM2CPP_INLINE v128 i8x16_le_u(v128 a, v128 b) { return v128(a <= b); }
WASM2CPP_INLINE v128 i8x16_ge_u(v128 a, v128 b) { return v128(a >= b); }

WASM2CPP_INLINE v128 i16x8_eq(v128 a, v128 b) { return v128(u16x8(a) == u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_ne(v128 a, v128 b) { return v128(u16x8(a) != u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_lt_s(v128 a, v128 b) { return v128(i16x8(a) < i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_gt_s(v128 a, v128 b) { return v128(i16x8(a) > i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_le_s(v128 a, v128 b) { return v128(i16x8(a) <= i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_ge_s(v128 a, v128 b) { return v128(i16x8(a) >= i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_lt_u(v128 a, v128 b) { return v128(u16x8(a) < u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_gt_u(v128 a, v128 b) { return v128(u16x8(a) > u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_le_u(v128 a, v128 b) { return v128(u16x8(a) <= u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_ge_u(v128 a, v128 b) { return v128(u16x8(a) >= u16x8(b)); }

WASM2CPP_INLINE v128 i32x4_eq(v128 a, v128 b) { return v128(u32x4(a) == u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_ne(v128 a, v128 b) { return v128(u32x4(a) != u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_lt_s(v128 a, v128 b) { return v128(i32x4(a) < i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_gt_s(v128 a, v128 b) { return v128(i32x4(a) > i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_le_s(v128 a, v128 b) { return v128(i32x4(a) <= i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_ge_s(v128 a, v128 b) { return v128(i32x4(a) >= i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_lt_u(v128 a, v128 b) { return v128(u32x4(a) < u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_gt_u(v128 a, v128 b) { return v128(u32x4(a) > u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_le_u(v128 a, v128 b) { return v128(u32x4(a) <= u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_ge_u(v128 a, v128 b) { return v128(u32x4(a) >= u32x4(b)); }

namespace portable {
WASM2CPP_INLINE v128 i64x2_eq(v128 a, v128 b) { return v128(u64x2(a) == u64x2(b)); }
WASM2CPP_INLINE v128 i64x2_ne(v128 a, v128 b) { return v128(u64x2(a) != u64x2(b)); }
WASM2CPP_INLINE v128 i64x2_gt_s(v128 a, v128 b) { return v128(i64x2(a) > i64x2(b)); }
WASM2CPP_INLINE v128 i64x2_abs(v128 a) { return v128_absolute<i64x2, u64x2>(a); }
}  // namespace portable

// SSE2 compares and shifts halves of 32 bits; later processors do 64 bits at once.
#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__) && !defined(__SSE4_1__)
WASM2CPP_INLINE v128 i64x2_eq(v128 a, v128 b) {
  const __m128i halves = _mm_cmpeq_epi32(__m128i(a), __m128i(b));
  return v128(_mm_and_si128(halves, _mm_shuffle_epi32(halves, 0xb1)));
}
WASM2CPP_INLINE v128 i64x2_ne(v128 a, v128 b) { return ~i64x2_eq(a, b); }
#else
using portable::i64x2_eq;
using portable::i64x2_ne;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__) && !defined(__SSE4_2__)
// The upper halves decide; if they are equal, the sign of the difference, which cannot overflow then.
WASM2CPP_INLINE v128 i64x2_gt_s(v128 a, v128 b) {
  const __m128i x = __m128i(a), y = __m128i(b);
  const __m128i if_equal = _mm_and_si128(_mm_cmpeq_epi32(x, y), _mm_sub_epi64(y, x));
  return v128(_mm_shuffle_epi32(_mm_or_si128(if_equal, _mm_cmpgt_epi32(x, y)), 0xf5));
}
WASM2CPP_INLINE v128 i64x2_abs(v128 a) {
  const u64x2 mask = u64x2(_mm_shuffle_epi32(_mm_srai_epi32(__m128i(a), 31), 0xf5));
  return v128((u64x2(a) ^ mask) - mask);
}
#else
using portable::i64x2_abs;
using portable::i64x2_gt_s;
#endif
WASM2CPP_INLINE v128 i64x2_lt_s(v128 a, v128 b) { return i64x2_gt_s(b, a); }
WASM2CPP_INLINE v128 i64x2_le_s(v128 a, v128 b) { return ~i64x2_gt_s(a, b); }
WASM2CPP_INLINE v128 i64x2_ge_s(v128 a, v128 b) { return ~i64x2_gt_s(b, a); }

// ---- minimum and maximum

template <class Lanes>
WASM2CPP_INLINE v128 v128_minimum(Lanes a, Lanes b) {
  return v128(a < b ? a : b);
}
template <class Lanes>
WASM2CPP_INLINE v128 v128_maximum(Lanes a, Lanes b) {
  return v128(a > b ? a : b);
}

WASM2CPP_INLINE v128 i8x16_min_s(v128 a, v128 b) { return v128_minimum(i8x16(a), i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_min_u(v128 a, v128 b) { return v128_minimum(a, b); }
WASM2CPP_INLINE v128 i8x16_max_s(v128 a, v128 b) { return v128_maximum(i8x16(a), i8x16(b)); }
WASM2CPP_INLINE v128 i8x16_max_u(v128 a, v128 b) { return v128_maximum(a, b); }
WASM2CPP_INLINE v128 i16x8_min_s(v128 a, v128 b) { return v128_minimum(i16x8(a), i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_min_u(v128 a, v128 b) { return v128_minimum(u16x8(a), u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_max_s(v128 a, v128 b) { return v128_maximum(i16x8(a), i16x8(b)); }
WASM2CPP_INLINE v128 i16x8_max_u(v128 a, v128 b) { return v128_maximum(u16x8(a), u16x8(b)); }
WASM2CPP_INLINE v128 i32x4_min_s(v128 a, v128 b) { return v128_minimum(i32x4(a), i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_min_u(v128 a, v128 b) { return v128_minimum(u32x4(a), u32x4(b)); }
WASM2CPP_INLINE v128 i32x4_max_s(v128 a, v128 b) { return v128_maximum(i32x4(a), i32x4(b)); }
WASM2CPP_INLINE v128 i32x4_max_u(v128 a, v128 b) { return v128_maximum(u32x4(a), u32x4(b)); }

// ---- shifts

namespace portable {

WASM2CPP_INLINE v128 i16x8_shl(v128 a, u32 n) { return v128(u16x8(a) << u16(n & 15)); }
WASM2CPP_INLINE v128 i16x8_shr_u(v128 a, u32 n) { return v128(u16x8(a) >> u16(n & 15)); }
WASM2CPP_INLINE v128 i16x8_shr_s(v128 a, u32 n) { return v128(i16x8(a) >> i16(n & 15)); }
WASM2CPP_INLINE v128 i32x4_shl(v128 a, u32 n) { return v128(u32x4(a) << (n & 31)); }
WASM2CPP_INLINE v128 i32x4_shr_u(v128 a, u32 n) { return v128(u32x4(a) >> (n & 31)); }
WASM2CPP_INLINE v128 i32x4_shr_s(v128 a, u32 n) { return v128(i32x4(a) >> i32(n & 31)); }
WASM2CPP_INLINE v128 i64x2_shl(v128 a, u32 n) { return v128(u64x2(a) << (n & 63)); }
WASM2CPP_INLINE v128 i64x2_shr_u(v128 a, u32 n) { return v128(u64x2(a) >> (n & 63)); }

}  // namespace portable

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
// With a count in a register where it is not a constant: compilers take a vector of equal counts for that only at
// times.
WASM2CPP_INLINE v128 i16x8_shl(v128 a, u32 n) { return v128(_mm_slli_epi16(__m128i(a), int(n & 15))); }
WASM2CPP_INLINE v128 i16x8_shr_u(v128 a, u32 n) { return v128(_mm_srli_epi16(__m128i(a), int(n & 15))); }
WASM2CPP_INLINE v128 i16x8_shr_s(v128 a, u32 n) { return v128(_mm_srai_epi16(__m128i(a), int(n & 15))); }
WASM2CPP_INLINE v128 i32x4_shl(v128 a, u32 n) { return v128(_mm_slli_epi32(__m128i(a), int(n & 31))); }
WASM2CPP_INLINE v128 i32x4_shr_u(v128 a, u32 n) { return v128(_mm_srli_epi32(__m128i(a), int(n & 31))); }
WASM2CPP_INLINE v128 i32x4_shr_s(v128 a, u32 n) { return v128(_mm_srai_epi32(__m128i(a), int(n & 31))); }
WASM2CPP_INLINE v128 i64x2_shl(v128 a, u32 n) { return v128(_mm_slli_epi64(__m128i(a), int(n & 63))); }
WASM2CPP_INLINE v128 i64x2_shr_u(v128 a, u32 n) { return v128(_mm_srli_epi64(__m128i(a), int(n & 63))); }
#else
using portable::i16x8_shl;
using portable::i16x8_shr_s;
using portable::i16x8_shr_u;
using portable::i32x4_shl;
using portable::i32x4_shr_s;
using portable::i32x4_shr_u;
using portable::i64x2_shl;
using portable::i64x2_shr_u;
#endif

// An arithmetic shift by a logical one: the sign, at its place after the shift, is extended upwards.
template <class Unsigned, class Lane>
WASM2CPP_INLINE v128 v128_sign_extended(Unsigned shifted, Lane sign) {
  const Unsigned signs = Unsigned{} + sign;
  return v128((shifted ^ signs) - signs);
}
WASM2CPP_INLINE v128 i64x2_shr_s(v128 a, u32 n) {
  return v128_sign_extended(u64x2(i64x2_shr_u(a, n)), u64(1) << 63 >> (n & 63));
}

// Few processors shift 8-bit lanes: 16-bit lanes are shifted, and the bits that came from the neighbour cleared.
WASM2CPP_INLINE v128 i8x16_shl(v128 a, u32 n) { return i16x8_shl(a, n & 7) & i8x16_splat(0xffu << (n & 7)); }
WASM2CPP_INLINE v128 i8x16_shr_u(v128 a, u32 n) { return i16x8_shr_u(a, n & 7) & i8x16_splat(0xffu >> (n & 7)); }
WASM2CPP_INLINE v128 i8x16_shr_s(v128 a, u32 n) { return v128_sign_extended(i8x16_shr_u(a, n), u8(0x80u >> (n & 7))); }

// ---- saturating and other arithmetic that few languages have

namespace portable {

WASM2CPP_INLINE v128 i8x16_abs(v128 a) { return v128_absolute<i8x16, u8x16>(a); }
WASM2CPP_INLINE v128 i16x8_abs(v128 a) { return v128_absolute<i16x8, u16x8>(a); }
WASM2CPP_INLINE v128 i32x4_abs(v128 a) { return v128_absolute<i32x4, u32x4>(a); }

// Overflow shows in the sign: of a + b where both operands have the other one, of a - b where they differ and the
// result has not that of a. The nearest value is then the greatest for a positive a, the least for a negative.
template <class Signed, class Unsigned>
WASM2CPP_INLINE v128 saturated(Unsigned result, Unsigned overflow, Unsigned a) {
  constexpr int sign_shift = 8 * sizeof(result[0]) - 1;
  const Unsigned greatest = ~(Unsigned{} + 1) >> 1 | 1;
  const Unsigned nearest = Unsigned(Signed(a) >> sign_shift) ^ greatest;
  return v128(Signed(overflow) < 0 ? nearest : result);
}
template <class Signed, class Unsigned>
WASM2CPP_INLINE v128 add_saturating(Unsigned a, Unsigned b) {
  const Unsigned sum = a + b;
  return saturated<Signed>(sum, (a ^ sum) & (b ^ sum), a);
}
template <class Signed, class Unsigned>
WASM2CPP_INLINE v128 subtract_saturating(Unsigned a, Unsigned b) {
  const Unsigned difference = a - b;
  return saturated<Signed>(difference, (a ^ b) & (a ^ difference), a);
}
template <class Unsigned>
WASM2CPP_INLINE v128 add_saturating_unsigned(Unsigned a, Unsigned b) {
  const Unsigned sum = a + b;
  return v128(sum | Unsigned(sum < a));
}
template <class Unsigned>
WASM2CPP_INLINE v128 subtract_saturating_unsigned(Unsigned a, Unsigned b) {
  return v128((a - b) & Unsigned(a > b));
}

WASM2CPP_INLINE v128 i8x16_add_sat_s(v128 a, v128 b) { return add_saturating<i8x16>(a, b); }
WASM2CPP_INLINE v128 i8x16_add_sat_u(v128 a, v128 b) { return add_saturating_unsigned(a, b); }
WASM2CPP_INLINE v128 i8x16_sub_sat_s(v128 a, v128 b) { return subtract_saturating<i8x16>(a, b); }
WASM2CPP_INLINE v128 i8x16_sub_sat_u(v128 a, v128 b) { return subtract_saturating_unsigned(a, b); }
WASM2CPP_INLINE v128 i16x8_add_sat_s(v128 a, v128 b) { return add_saturating<i16x8>(u16x8(a), u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_add_sat_u(v128 a, v128 b) { return add_saturating_unsigned(u16x8(a), u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_sub_sat_s(v128 a, v128 b) { return subtract_saturating<i16x8>(u16x8(a), u16x8(b)); }
WASM2CPP_INLINE v128 i16x8_sub_sat_u(v128 a, v128 b) { return subtract_saturating_unsigned(u16x8(a), u16x8(b)); }

// (a + b + 1) / 2 without the ninth bit.
template <class Unsigned>
WASM2CPP_INLINE v128 average(Unsigned a, Unsigned b) {
  return v128((a | b) - ((a ^ b) >> 1));
}
WASM2CPP_INLINE v128 i8x16_avgr_u(v128 a, v128 b) { return average(a, b); }
WASM2CPP_INLINE v128 i16x8_avgr_u(v128 a, v128 b) { return average(u16x8(a), u16x8(b)); }

// Bits are counted in pairs, then in fours, then in bytes.
WASM2CPP_INLINE v128 i8x16_popcnt(v128 a) {
  a = a - (guest::i8x16_shr_u(a, 1) & i8x16_splat(0x55));
  a = (a & i8x16_splat(0x33)) + (guest::i8x16_shr_u(a, 2) & i8x16_splat(0x33));
  return (a + guest::i8x16_shr_u(a, 4)) & i8x16_splat(0x0f);
}

// The low and the high 16-bit lane of each 32-bit lane, as i32.
WASM2CPP_INLINE i32x4 even_lanes(v128 a) { return i32x4(u32x4(a) << 16) >> 16; }
WASM2CPP_INLINE i32x4 odd_lanes(v128 a) { return i32x4(a) >> 16; }

WASM2CPP_INLINE v128 i32x4_dot_i16x8_s(v128 a, v128 b) {
  return v128(u32x4(even_lanes(a) * even_lanes(b)) + u32x4(odd_lanes(a) * odd_lanes(b)));
}

// (a * b + 0x4000) >> 15, which is out of range only for -32768 * -32768.
WASM2CPP_INLINE i32x4 rounded_product(i32x4 a, i32x4 b) {
  const i32x4 product = (a * b + 0x4000) >> 15;
  return product > 0x7fff ? i32x4{} + 0x7fff : product;
}
WASM2CPP_INLINE v128 i16x8_q15mulr_sat_s(v128 a, v128 b) {
  const u32x4 even = u32x4(rounded_product(even_lanes(a), even_lanes(b)));
  const u32x4 odd = u32x4(rounded_product(odd_lanes(a), odd_lanes(b)));
  return v128((even & 0xffff) | odd << 16);
}

}  // namespace portable

// ---- which form

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)

WASM2CPP_INLINE v128 i8x16_add_sat_s(v128 a, v128 b) { return v128(_mm_adds_epi8(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i8x16_add_sat_u(v128 a, v128 b) { return v128(_mm_adds_epu8(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i8x16_sub_sat_s(v128 a, v128 b) { return v128(_mm_subs_epi8(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i8x16_sub_sat_u(v128 a, v128 b) { return v128(_mm_subs_epu8(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_add_sat_s(v128 a, v128 b) { return v128(_mm_adds_epi16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_add_sat_u(v128 a, v128 b) { return v128(_mm_adds_epu16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_sub_sat_s(v128 a, v128 b) { return v128(_mm_subs_epi16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_sub_sat_u(v128 a, v128 b) { return v128(_mm_subs_epu16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i8x16_avgr_u(v128 a, v128 b) { return v128(_mm_avg_epu8(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_avgr_u(v128 a, v128 b) { return v128(_mm_avg_epu16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i32x4_dot_i16x8_s(v128 a, v128 b) { return v128(_mm_madd_epi16(__m128i(a), __m128i(b))); }
#else
using portable::i16x8_add_sat_s;
using portable::i16x8_add_sat_u;
using portable::i16x8_avgr_u;
using portable::i16x8_sub_sat_s;
using portable::i16x8_sub_sat_u;
using portable::i32x4_dot_i16x8_s;
using portable::i8x16_add_sat_s;
using portable::i8x16_add_sat_u;
using portable::i8x16_avgr_u;
using portable::i8x16_sub_sat_s;
using portable::i8x16_sub_sat_u;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSSE3__)
WASM2CPP_INLINE v128 i8x16_abs(v128 a) { return v128(_mm_abs_epi8(__m128i(a))); }
WASM2CPP_INLINE v128 i16x8_abs(v128 a) { return v128(_mm_abs_epi16(__m128i(a))); }
WASM2CPP_INLINE v128 i32x4_abs(v128 a) { return v128(_mm_abs_epi32(__m128i(a))); }

// Counts of the sixteen values of four bits.
WASM2CPP_INLINE v128 i8x16_popcnt(v128 a) {
  const __m128i counts = _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const v128 low = a & i8x16_splat(0x0f), high = i8x16_shr_u(a, 4);
  return v128(_mm_shuffle_epi8(counts, __m128i(low))) + v128(_mm_shuffle_epi8(counts, __m128i(high)));
}

// pmulhrsw lets the one product that is out of range wrap, to 0x8000, which no other product gives.
WASM2CPP_INLINE v128 i16x8_q15mulr_sat_s(v128 a, v128 b) {
  const __m128i product = _mm_mulhrs_epi16(__m128i(a), __m128i(b));
  return v128(_mm_xor_si128(product, _mm_cmpeq_epi16(product, _mm_set1_epi16(short(-0x8000)))));
}
#else
using portable::i16x8_abs;
using portable::i32x4_abs;
using portable::i8x16_abs;
using portable::i8x16_popcnt;
#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
// 2 * high half + the rounded two upper bits of the low half.
WASM2CPP_INLINE v128 i16x8_q15mulr_sat_s(v128 a, v128 b) {
  const u16x8 low = u16x8(_mm_mullo_epi16(__m128i(a), __m128i(b))),
              high = u16x8(_mm_mulhi_epi16(__m128i(a), __m128i(b)));
  const u16x8 product = high + high + (((low >> 14) + 1) >> 1);
  return v128(product ^ u16x8(product == 0x8000));
}
#else
using portable::i16x8_q15mulr_sat_s;
#endif
#endif

}  // namespace wasm2cpp::guest

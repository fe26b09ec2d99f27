// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between shapes: integers made wider or narrower, floats and integers, the two widths of floats. And the instructions
// that widen and compute in one: products and pairwise sums. See simd.hpp for the portable forms and the others.
//
// An integer is made wider by interleaving: with zeros, or with itself and an arithmetic shift. Pairwise instructions
// read the two lanes of a pair as the low and the high half of one wider lane.
//
// Compilers must not turn demote(promote(x)) into x, nor learn that a conversion gives 1.0: see opaque.hpp.
#pragma once

#include <wasm2cpp/guest/conversion.hpp>
#include <wasm2cpp/guest/simd/float.hpp>
#include <wasm2cpp/guest/simd/integer.hpp>

namespace wasm2cpp::guest {

namespace portable {

// ---- wider

WASM2CPP_INLINE v128 i16x8_extend_low_i8x16_s(v128 a) { return guest::i16x8_shr_s(v128_interleave_low_8(a, a), 8); }
WASM2CPP_INLINE v128 i16x8_extend_low_i8x16_u(v128 a) { return v128_interleave_low_8(a, v128{}); }
WASM2CPP_INLINE v128 i16x8_extend_high_i8x16_s(v128 a) { return guest::i16x8_shr_s(v128_interleave_high_8(a, a), 8); }
WASM2CPP_INLINE v128 i16x8_extend_high_i8x16_u(v128 a) { return v128_interleave_high_8(a, v128{}); }
WASM2CPP_INLINE v128 i32x4_extend_low_i16x8_s(v128 a) { return guest::i32x4_shr_s(v128_interleave_low_16(a, a), 16); }
WASM2CPP_INLINE v128 i32x4_extend_low_i16x8_u(v128 a) { return v128_interleave_low_16(a, v128{}); }
WASM2CPP_INLINE v128 i32x4_extend_high_i16x8_s(v128 a) { return guest::i32x4_shr_s(v128_interleave_high_16(a, a), 16); }
WASM2CPP_INLINE v128 i32x4_extend_high_i16x8_u(v128 a) { return v128_interleave_high_16(a, v128{}); }
WASM2CPP_INLINE v128 i64x2_extend_low_i32x4_s(v128 a) { return v128_interleave_low_32(a, guest::i32x4_shr_s(a, 31)); }
WASM2CPP_INLINE v128 i64x2_extend_low_i32x4_u(v128 a) { return v128_interleave_low_32(a, v128{}); }
WASM2CPP_INLINE v128 i64x2_extend_high_i32x4_s(v128 a) { return v128_interleave_high_32(a, guest::i32x4_shr_s(a, 31)); }
WASM2CPP_INLINE v128 i64x2_extend_high_i32x4_u(v128 a) { return v128_interleave_high_32(a, v128{}); }

// ---- narrower: lanes are clamped, then the low half of each is taken

template <class Lanes, class Lane>
WASM2CPP_INLINE v128 clamped(Lanes a, Lane least, Lane greatest) {
  const Lanes low = Lanes{} + least, high = Lanes{} + greatest;
  a = a < low ? low : a;
  return v128(a > high ? high : a);
}
WASM2CPP_INLINE v128 low_halves_16(v128 a, v128 b) {
  return i8x16_shuffle<0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30>(a, b);
}
WASM2CPP_INLINE v128 low_halves_32(v128 a, v128 b) {
  return i8x16_shuffle<0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29>(a, b);
}

WASM2CPP_INLINE v128 i8x16_narrow_i16x8_s(v128 a, v128 b) {
  return low_halves_16(clamped(i16x8(a), i16(-0x80), i16(0x7f)), clamped(i16x8(b), i16(-0x80), i16(0x7f)));
}
WASM2CPP_INLINE v128 i8x16_narrow_i16x8_u(v128 a, v128 b) {
  return low_halves_16(clamped(i16x8(a), i16(0), i16(0xff)), clamped(i16x8(b), i16(0), i16(0xff)));
}
WASM2CPP_INLINE v128 i16x8_narrow_i32x4_s(v128 a, v128 b) {
  return low_halves_32(clamped(i32x4(a), -0x8000, 0x7fff), clamped(i32x4(b), -0x8000, 0x7fff));
}
WASM2CPP_INLINE v128 i16x8_narrow_i32x4_u(v128 a, v128 b) {
  return low_halves_32(clamped(i32x4(a), 0, 0xffff), clamped(i32x4(b), 0, 0xffff));
}

// ---- pairwise sums

WASM2CPP_INLINE v128 i16x8_extadd_pairwise_i8x16_s(v128 a) {
  return v128(u16x8(i16x8(u16x8(a) << 8) >> 8) + u16x8(i16x8(a) >> 8));
}
WASM2CPP_INLINE v128 i16x8_extadd_pairwise_i8x16_u(v128 a) { return v128((u16x8(a) & 0xff) + (u16x8(a) >> 8)); }
WASM2CPP_INLINE v128 i32x4_extadd_pairwise_i16x8_s(v128 a) { return v128(u32x4(even_lanes(a)) + u32x4(odd_lanes(a))); }
WASM2CPP_INLINE v128 i32x4_extadd_pairwise_i16x8_u(v128 a) { return v128((u32x4(a) & 0xffff) + (u32x4(a) >> 16)); }

// ---- floats to integers, lane by lane

template <class Convert>
WASM2CPP_INLINE v128 each_of_four(f32x4 a, Convert convert) {
  u32x4 result{};
  for (int i = 0; i < 4; ++i) result[i] = convert(a[i]);
  return v128(result);
}
template <class Convert>
WASM2CPP_INLINE v128 each_of_two(f64x2 a, Convert convert) {
  return v128_const(convert(a[v128_lane_at<2>(0)]), convert(a[v128_lane_at<2>(1)]), 0, 0);
}
WASM2CPP_INLINE v128 i32x4_trunc_sat_f32x4_s(v128 a) {
  return each_of_four(f32x4(a), [](f32 x) { return i32_trunc_sat_f32_s(x); });
}
WASM2CPP_INLINE v128 i32x4_trunc_sat_f32x4_u(v128 a) {
  return each_of_four(f32x4(a), [](f32 x) { return i32_trunc_sat_f32_u(x); });
}
WASM2CPP_INLINE v128 i32x4_trunc_sat_f64x2_s_zero(v128 a) {
  return each_of_two(f64x2(a), [](f64 x) { return i32_trunc_sat_f64_s(x); });
}
WASM2CPP_INLINE v128 i32x4_trunc_sat_f64x2_u_zero(v128 a) {
  return each_of_two(f64x2(a), [](f64 x) { return i32_trunc_sat_f64_u(x); });
}

// ---- integers and floats to floats

WASM2CPP_INLINE v128 f64x2_convert_low_i32x4_s(v128 a) {
  f64x2 result{};
  for (int i = 0; i < 2; ++i) result[v128_lane_at<2>(i)] = f64(i32x4(a)[v128_lane_at<4>(i)]);
  return v128(result);
}
WASM2CPP_INLINE v128 f64x2_promote_low_f32x4(v128 a) {
  f64x2 result{};
  for (int i = 0; i < 2; ++i) result[v128_lane_at<2>(i)] = f64_promote_f32(f32x4(a)[v128_lane_at<4>(i)]);
  return v128(result);
}
WASM2CPP_INLINE v128 f32x4_demote_f64x2_zero(v128 a) {
  f32x4 result{};
  for (int i = 0; i < 2; ++i) result[v128_lane_at<4>(i)] = f32_demote_f64(f64x2(a)[v128_lane_at<2>(i)]);
  return v128(result);
}

}  // namespace portable

// ---- which form

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE4_1__)
WASM2CPP_INLINE v128 i16x8_extend_low_i8x16_s(v128 a) { return v128(_mm_cvtepi8_epi16(__m128i(a))); }
WASM2CPP_INLINE v128 i16x8_extend_low_i8x16_u(v128 a) { return v128(_mm_cvtepu8_epi16(__m128i(a))); }
WASM2CPP_INLINE v128 i32x4_extend_low_i16x8_s(v128 a) { return v128(_mm_cvtepi16_epi32(__m128i(a))); }
WASM2CPP_INLINE v128 i32x4_extend_low_i16x8_u(v128 a) { return v128(_mm_cvtepu16_epi32(__m128i(a))); }
WASM2CPP_INLINE v128 i64x2_extend_low_i32x4_s(v128 a) { return v128(_mm_cvtepi32_epi64(__m128i(a))); }
WASM2CPP_INLINE v128 i64x2_extend_low_i32x4_u(v128 a) { return v128(_mm_cvtepu32_epi64(__m128i(a))); }
#else
using portable::i16x8_extend_low_i8x16_s;
using portable::i16x8_extend_low_i8x16_u;
using portable::i32x4_extend_low_i16x8_s;
using portable::i32x4_extend_low_i16x8_u;
using portable::i64x2_extend_low_i32x4_s;
using portable::i64x2_extend_low_i32x4_u;
#endif
using portable::i16x8_extend_high_i8x16_s;
using portable::i16x8_extend_high_i8x16_u;
using portable::i32x4_extend_high_i16x8_s;
using portable::i32x4_extend_high_i16x8_u;
using portable::i64x2_extend_high_i32x4_s;
using portable::i64x2_extend_high_i32x4_u;

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
WASM2CPP_INLINE v128 i8x16_narrow_i16x8_s(v128 a, v128 b) { return v128(_mm_packs_epi16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i8x16_narrow_i16x8_u(v128 a, v128 b) { return v128(_mm_packus_epi16(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_narrow_i32x4_s(v128 a, v128 b) { return v128(_mm_packs_epi32(__m128i(a), __m128i(b))); }
WASM2CPP_INLINE v128 i16x8_narrow_i32x4_u(v128 a, v128 b) {
#if defined(__SSE4_1__)
  return v128(_mm_packus_epi32(__m128i(a), __m128i(b)));
#else
  // The signed instruction, around a middle moved to zero. Negative lanes are zero first.
  const auto moved = [](v128 x) { return __m128i((u32x4(x) & ~u32x4(i32x4(x) >> 31)) - 0x8000); };
  return v128(u16x8(_mm_packs_epi32(moved(a), moved(b))) ^ 0x8000);
#endif
}

WASM2CPP_INLINE v128 i32x4_extadd_pairwise_i16x8_s(v128 a) {
  return v128(_mm_madd_epi16(__m128i(a), _mm_set1_epi16(1)));
}

// The instructions give 0x80000000 where a lane is a NaN or out of range. g++ 12 would compute the conversion of a
// constant itself, and give the nearest integer.
WASM2CPP_INLINE __m128i converted(__m128 x) {
#if !defined(__clang__)
  asm("" : "+x"(x));
#endif
  return _mm_cvttps_epi32(x);
}
WASM2CPP_INLINE __m128i converted(__m128d x) {
#if !defined(__clang__)
  asm("" : "+x"(x));
#endif
  return _mm_cvttpd_epi32(x);
}

// So it is right below the range. Above it, all bits are inverted; a NaN is made zero first.
WASM2CPP_INLINE v128 i32x4_trunc_sat_f32x4_s(v128 a) {
  const __m128 x = __m128(a & v128(f32x4(a) == f32x4(a)));  // NOLINT(misc-redundant-expression): not where it is a NaN
  return v128(converted(x)) ^ v128(f32x4(x) >= 0x1p31f);
}
// The sum of the conversions of x and of x - 2^31, each clamped; maxps makes a NaN zero.
WASM2CPP_INLINE v128 i32x4_trunc_sat_f32x4_u(v128 a) {
  const __m128 zero = _mm_setzero_ps(), half = _mm_set1_ps(0x1p31f);
  const __m128 x = _mm_max_ps(__m128(a), zero), above = _mm_max_ps(_mm_sub_ps(x, half), zero);
  const u32x4 rest = u32x4(converted(above)) ^ u32x4(_mm_cmpge_ps(above, half));
  return v128(u32x4(converted(x)) + rest);
}
WASM2CPP_INLINE v128 i32x4_trunc_sat_f64x2_s_zero(v128 a) {
  const __m128d x = __m128d(a & v128(f64x2(a) == f64x2(a)));  // NOLINT(misc-redundant-expression): the same
  return v128(converted(_mm_min_pd(x, _mm_set1_pd(0x7fffffff))));
}
// From 2^31 on, that much less is converted and the highest bit set.
WASM2CPP_INLINE v128 i32x4_trunc_sat_f64x2_u_zero(v128 a) {
  const __m128d x = _mm_min_pd(_mm_max_pd(__m128d(a), _mm_setzero_pd()), _mm_set1_pd(0xffffffffu));
  const __m128d half = _mm_set1_pd(0x1p31), is_above = _mm_cmpge_pd(x, half);
  const __m128i low = converted(_mm_sub_pd(x, _mm_and_pd(is_above, half)));
  const __m128i mask = _mm_shuffle_epi32(_mm_srli_epi64(__m128i(is_above), 63), 0xd8);
  return v128(_mm_xor_si128(low, _mm_slli_epi32(mask, 31)));
}

WASM2CPP_INLINE v128 f64x2_promote_low_f32x4(v128 a) { return v128(_mm_cvtps_pd(__m128(a))); }
WASM2CPP_INLINE v128 f32x4_demote_f64x2_zero(v128 a) {
  return v128(f32x4(_mm_cvtpd_ps(__m128d(a))) * portable::ones(f32x4{}));
}
#else
using portable::f32x4_demote_f64x2_zero;
using portable::f64x2_promote_low_f32x4;
using portable::i16x8_narrow_i32x4_s;
using portable::i16x8_narrow_i32x4_u;
using portable::i32x4_extadd_pairwise_i16x8_s;
using portable::i32x4_trunc_sat_f32x4_s;
using portable::i32x4_trunc_sat_f32x4_u;
using portable::i32x4_trunc_sat_f64x2_s_zero;
using portable::i32x4_trunc_sat_f64x2_u_zero;
using portable::i8x16_narrow_i16x8_s;
using portable::i8x16_narrow_i16x8_u;
#endif
using portable::i32x4_extadd_pairwise_i16x8_u;

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSSE3__)
WASM2CPP_INLINE v128 i16x8_extadd_pairwise_i8x16_s(v128 a) {
  return v128(_mm_maddubs_epi16(_mm_set1_epi8(1), __m128i(a)));
}
WASM2CPP_INLINE v128 i16x8_extadd_pairwise_i8x16_u(v128 a) {
  return v128(_mm_maddubs_epi16(__m128i(a), _mm_set1_epi8(1)));
}
#else
using portable::i16x8_extadd_pairwise_i8x16_s;
using portable::i16x8_extadd_pairwise_i8x16_u;
#endif

// ---- what needs no choice

// A vector that the compiler knows becomes one that it does not know.
WASM2CPP_INLINE v128 hide_if_constant(v128 a) {
  const u64 low = u64x2(a)[0], high = u64x2(a)[1];
  return __builtin_constant_p(low) || __builtin_constant_p(high) ? a ^ opaque::no_vector : a;
}

WASM2CPP_INLINE v128 f32x4_convert_i32x4_s(v128 a) {
  return v128(__builtin_convertvector(i32x4(hide_if_constant(a)), f32x4));
}
WASM2CPP_INLINE v128 f32x4_convert_i32x4_u(v128 a) {
  return v128(__builtin_convertvector(u32x4(hide_if_constant(a)), f32x4));
}

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
WASM2CPP_INLINE v128 f64x2_convert_low_i32x4_s(v128 a) { return v128(_mm_cvtepi32_pd(__m128i(hide_if_constant(a)))); }
#else
WASM2CPP_INLINE v128 f64x2_convert_low_i32x4_s(v128 a) {
  return portable::f64x2_convert_low_i32x4_s(hide_if_constant(a));
}
#endif
// Put behind the exponent of 2^52, the integer is the fraction of a double.
WASM2CPP_INLINE v128 f64x2_convert_low_i32x4_u(v128 a) {
  const v128 exponents = i32x4_splat(0x43300000);
  return v128(f64x2(v128_interleave_low_32(hide_if_constant(a), exponents)) - 0x1p52);
}

// ---- products

namespace portable {

WASM2CPP_INLINE v128 i16x8_extmul_low_i8x16_s(v128 a, v128 b) {
  return i16x8_mul(guest::i16x8_extend_low_i8x16_s(a), guest::i16x8_extend_low_i8x16_s(b));
}
WASM2CPP_INLINE v128 i16x8_extmul_low_i8x16_u(v128 a, v128 b) {
  return i16x8_mul(guest::i16x8_extend_low_i8x16_u(a), guest::i16x8_extend_low_i8x16_u(b));
}
WASM2CPP_INLINE v128 i16x8_extmul_high_i8x16_s(v128 a, v128 b) {
  return i16x8_mul(guest::i16x8_extend_high_i8x16_s(a), guest::i16x8_extend_high_i8x16_s(b));
}
WASM2CPP_INLINE v128 i16x8_extmul_high_i8x16_u(v128 a, v128 b) {
  return i16x8_mul(guest::i16x8_extend_high_i8x16_u(a), guest::i16x8_extend_high_i8x16_u(b));
}
WASM2CPP_INLINE v128 i32x4_extmul_low_i16x8_s(v128 a, v128 b) {
  return i32x4_mul(guest::i32x4_extend_low_i16x8_s(a), guest::i32x4_extend_low_i16x8_s(b));
}
WASM2CPP_INLINE v128 i32x4_extmul_low_i16x8_u(v128 a, v128 b) {
  return i32x4_mul(guest::i32x4_extend_low_i16x8_u(a), guest::i32x4_extend_low_i16x8_u(b));
}
WASM2CPP_INLINE v128 i32x4_extmul_high_i16x8_s(v128 a, v128 b) {
  return i32x4_mul(guest::i32x4_extend_high_i16x8_s(a), guest::i32x4_extend_high_i16x8_s(b));
}
WASM2CPP_INLINE v128 i32x4_extmul_high_i16x8_u(v128 a, v128 b) {
  return i32x4_mul(guest::i32x4_extend_high_i16x8_u(a), guest::i32x4_extend_high_i16x8_u(b));
}
WASM2CPP_INLINE v128 i64x2_extmul_low_i32x4_s(v128 a, v128 b) {
  return i64x2_mul(guest::i64x2_extend_low_i32x4_s(a), guest::i64x2_extend_low_i32x4_s(b));
}
WASM2CPP_INLINE v128 i64x2_extmul_low_i32x4_u(v128 a, v128 b) {
  return i64x2_mul(guest::i64x2_extend_low_i32x4_u(a), guest::i64x2_extend_low_i32x4_u(b));
}
WASM2CPP_INLINE v128 i64x2_extmul_high_i32x4_s(v128 a, v128 b) {
  return i64x2_mul(guest::i64x2_extend_high_i32x4_s(a), guest::i64x2_extend_high_i32x4_s(b));
}
WASM2CPP_INLINE v128 i64x2_extmul_high_i32x4_u(v128 a, v128 b) {
  return i64x2_mul(guest::i64x2_extend_high_i32x4_u(a), guest::i64x2_extend_high_i32x4_u(b));
}

}  // namespace portable

using portable::i16x8_extmul_high_i8x16_s;
using portable::i16x8_extmul_high_i8x16_u;
using portable::i16x8_extmul_low_i8x16_s;
using portable::i16x8_extmul_low_i8x16_u;

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
// The low and the high halves of all products, interleaved.
WASM2CPP_INLINE v128 i32x4_extmul_low_i16x8_s(v128 a, v128 b) {
  const __m128i low = _mm_mullo_epi16(__m128i(a), __m128i(b)), high = _mm_mulhi_epi16(__m128i(a), __m128i(b));
  return v128_interleave_low_16(v128(low), v128(high));
}
WASM2CPP_INLINE v128 i32x4_extmul_low_i16x8_u(v128 a, v128 b) {
  const __m128i low = _mm_mullo_epi16(__m128i(a), __m128i(b)), high = _mm_mulhi_epu16(__m128i(a), __m128i(b));
  return v128_interleave_low_16(v128(low), v128(high));
}
WASM2CPP_INLINE v128 i32x4_extmul_high_i16x8_s(v128 a, v128 b) {
  const __m128i low = _mm_mullo_epi16(__m128i(a), __m128i(b)), high = _mm_mulhi_epi16(__m128i(a), __m128i(b));
  return v128_interleave_high_16(v128(low), v128(high));
}
WASM2CPP_INLINE v128 i32x4_extmul_high_i16x8_u(v128 a, v128 b) {
  const __m128i low = _mm_mullo_epi16(__m128i(a), __m128i(b)), high = _mm_mulhi_epu16(__m128i(a), __m128i(b));
  return v128_interleave_high_16(v128(low), v128(high));
}

// pmuludq and pmuldq multiply the low halves of 64-bit lanes.
WASM2CPP_INLINE __m128i v128_spread_low(v128 a) { return _mm_shuffle_epi32(__m128i(a), 0x50); }
WASM2CPP_INLINE __m128i v128_spread_high(v128 a) { return _mm_shuffle_epi32(__m128i(a), 0xfa); }
WASM2CPP_INLINE v128 i64x2_extmul_low_i32x4_u(v128 a, v128 b) {
  return v128(_mm_mul_epu32(v128_spread_low(a), v128_spread_low(b)));
}
WASM2CPP_INLINE v128 i64x2_extmul_high_i32x4_u(v128 a, v128 b) {
  return v128(_mm_mul_epu32(v128_spread_high(a), v128_spread_high(b)));
}
#else
using portable::i32x4_extmul_high_i16x8_s;
using portable::i32x4_extmul_high_i16x8_u;
using portable::i32x4_extmul_low_i16x8_s;
using portable::i32x4_extmul_low_i16x8_u;
using portable::i64x2_extmul_high_i32x4_u;
using portable::i64x2_extmul_low_i32x4_u;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE4_1__)
WASM2CPP_INLINE v128 i64x2_extmul_low_i32x4_s(v128 a, v128 b) {
  return v128(_mm_mul_epi32(v128_spread_low(a), v128_spread_low(b)));
}
WASM2CPP_INLINE v128 i64x2_extmul_high_i32x4_s(v128 a, v128 b) {
  return v128(_mm_mul_epi32(v128_spread_high(a), v128_spread_high(b)));
}
#else
using portable::i64x2_extmul_high_i32x4_s;
using portable::i64x2_extmul_low_i32x4_s;
#endif

}  // namespace wasm2cpp::guest

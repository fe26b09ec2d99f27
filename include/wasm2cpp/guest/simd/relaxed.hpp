// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The relaxed instructions (specification, "Relaxed Operations"): where processors differ, each may do its own, as long
// as it always does the same. What it does is decided by the compiler's flags, once for a translation unit, and never
// by what the optimiser finds convenient: a fused product is asked for by a builtin, or not at all.
//
// The portable forms are the strict instructions: two roundings in madd, signed bytes in dot.
#pragma once

#include <wasm2cpp/guest/simd/conversion.hpp>

namespace wasm2cpp::guest {

namespace portable {

WASM2CPP_INLINE v128 i8x16_relaxed_swizzle(v128 a, v128 indices) { return guest::i8x16_swizzle(a, indices); }
WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f32x4_s(v128 a) { return guest::i32x4_trunc_sat_f32x4_s(a); }
WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f64x2_s_zero(v128 a) { return guest::i32x4_trunc_sat_f64x2_s_zero(a); }

WASM2CPP_INLINE v128 f32x4_relaxed_madd(v128 a, v128 b, v128 c) { return f32x4_add(f32x4_mul(a, b), c); }
WASM2CPP_INLINE v128 f32x4_relaxed_nmadd(v128 a, v128 b, v128 c) { return f32x4_sub(c, f32x4_mul(a, b)); }
WASM2CPP_INLINE v128 f64x2_relaxed_madd(v128 a, v128 b, v128 c) { return f64x2_add(f64x2_mul(a, b), c); }
WASM2CPP_INLINE v128 f64x2_relaxed_nmadd(v128 a, v128 b, v128 c) { return f64x2_sub(c, f64x2_mul(a, b)); }

WASM2CPP_INLINE v128 i8x16_relaxed_laneselect(v128 a, v128 b, v128 mask) { return v128_bitselect(a, b, mask); }
WASM2CPP_INLINE v128 i32x4_relaxed_laneselect(v128 a, v128 b, v128 mask) { return v128_bitselect(a, b, mask); }
WASM2CPP_INLINE v128 i64x2_relaxed_laneselect(v128 a, v128 b, v128 mask) { return v128_bitselect(a, b, mask); }

WASM2CPP_INLINE v128 f32x4_relaxed_min(v128 a, v128 b) { return guest::f32x4_min(a, b); }
WASM2CPP_INLINE v128 f32x4_relaxed_max(v128 a, v128 b) { return guest::f32x4_max(a, b); }
WASM2CPP_INLINE v128 f64x2_relaxed_min(v128 a, v128 b) { return guest::f64x2_min(a, b); }
WASM2CPP_INLINE v128 f64x2_relaxed_max(v128 a, v128 b) { return guest::f64x2_max(a, b); }

WASM2CPP_INLINE v128 i16x8_relaxed_q15mulr_s(v128 a, v128 b) { return guest::i16x8_q15mulr_sat_s(a, b); }

// Products of signed bytes, summed in pairs.
WASM2CPP_INLINE v128 i16x8_relaxed_dot_i8x16_i7x16_s(v128 a, v128 b) {
  const i16x8 even = (i16x8(u16x8(a) << 8) >> 8) * (i16x8(u16x8(b) << 8) >> 8);
  const i16x8 odd = (i16x8(a) >> 8) * (i16x8(b) >> 8);
  return i16x8_add(v128(even), v128(odd));
}

}  // namespace portable

// ---- which form

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f32x4_s(v128 a) { return v128(converted(__m128(a))); }
WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f64x2_s_zero(v128 a) { return v128(converted(__m128d(a))); }
WASM2CPP_INLINE v128 f32x4_relaxed_min(v128 a, v128 b) { return v128(_mm_min_ps(__m128(a), __m128(b))); }
WASM2CPP_INLINE v128 f32x4_relaxed_max(v128 a, v128 b) { return v128(_mm_max_ps(__m128(a), __m128(b))); }
WASM2CPP_INLINE v128 f64x2_relaxed_min(v128 a, v128 b) { return v128(_mm_min_pd(__m128d(a), __m128d(b))); }
WASM2CPP_INLINE v128 f64x2_relaxed_max(v128 a, v128 b) { return v128(_mm_max_pd(__m128d(a), __m128d(b))); }
#else
using portable::f32x4_relaxed_max;
using portable::f32x4_relaxed_min;
using portable::f64x2_relaxed_max;
using portable::f64x2_relaxed_min;
using portable::i32x4_relaxed_trunc_f32x4_s;
using portable::i32x4_relaxed_trunc_f64x2_s_zero;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSSE3__)
WASM2CPP_INLINE v128 i8x16_relaxed_swizzle(v128 a, v128 indices) {
  return v128(_mm_shuffle_epi8(__m128i(a), __m128i(indices)));
}
WASM2CPP_INLINE v128 i16x8_relaxed_q15mulr_s(v128 a, v128 b) { return v128(_mm_mulhrs_epi16(__m128i(a), __m128i(b))); }
// Reads the lanes of b as unsigned, and saturates.
WASM2CPP_INLINE v128 i16x8_relaxed_dot_i8x16_i7x16_s(v128 a, v128 b) {
  return v128(_mm_maddubs_epi16(__m128i(b), __m128i(a)));
}
#else
using portable::i16x8_relaxed_dot_i8x16_i7x16_s;
using portable::i16x8_relaxed_q15mulr_s;
using portable::i8x16_relaxed_swizzle;
#endif

// Not i16x8: the instruction looks at the highest bit of each byte. And not before AVX, where the mask must be in xmm0.
#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__AVX__)
WASM2CPP_INLINE v128 i8x16_relaxed_laneselect(v128 a, v128 b, v128 mask) {
  return v128(_mm_blendv_epi8(__m128i(b), __m128i(a), __m128i(mask)));
}
WASM2CPP_INLINE v128 i32x4_relaxed_laneselect(v128 a, v128 b, v128 mask) {
  return v128(_mm_blendv_ps(__m128(b), __m128(a), __m128(mask)));
}
WASM2CPP_INLINE v128 i64x2_relaxed_laneselect(v128 a, v128 b, v128 mask) {
  return v128(_mm_blendv_pd(__m128d(b), __m128d(a), __m128d(mask)));
}
#else
using portable::i32x4_relaxed_laneselect;
using portable::i64x2_relaxed_laneselect;
using portable::i8x16_relaxed_laneselect;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__FMA__)
// Builtins, because the header with the intrinsics is dear. Those of x86 have gone from newer clangs.
#if __has_builtin(__builtin_elementwise_fma)
WASM2CPP_INLINE f32x4 fused(f32x4 a, f32x4 b, f32x4 c) { return __builtin_elementwise_fma(a, b, c); }
WASM2CPP_INLINE f64x2 fused(f64x2 a, f64x2 b, f64x2 c) { return __builtin_elementwise_fma(a, b, c); }
#else
WASM2CPP_INLINE f32x4 fused(f32x4 a, f32x4 b, f32x4 c) { return __builtin_ia32_vfmaddps(a, b, c); }
WASM2CPP_INLINE f64x2 fused(f64x2 a, f64x2 b, f64x2 c) { return __builtin_ia32_vfmaddpd(a, b, c); }
#endif
WASM2CPP_INLINE v128 f32x4_relaxed_madd(v128 a, v128 b, v128 c) { return v128(fused(f32x4(a), f32x4(b), f32x4(c))); }
WASM2CPP_INLINE v128 f32x4_relaxed_nmadd(v128 a, v128 b, v128 c) { return v128(fused(-f32x4(a), f32x4(b), f32x4(c))); }
WASM2CPP_INLINE v128 f64x2_relaxed_madd(v128 a, v128 b, v128 c) { return v128(fused(f64x2(a), f64x2(b), f64x2(c))); }
WASM2CPP_INLINE v128 f64x2_relaxed_nmadd(v128 a, v128 b, v128 c) { return v128(fused(-f64x2(a), f64x2(b), f64x2(c))); }
#else
using portable::f32x4_relaxed_madd;
using portable::f32x4_relaxed_nmadd;
using portable::f64x2_relaxed_madd;
using portable::f64x2_relaxed_nmadd;
#endif

// ---- what needs no choice

WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f32x4_u(v128 a) { return i32x4_trunc_sat_f32x4_u(a); }
WASM2CPP_INLINE v128 i32x4_relaxed_trunc_f64x2_u_zero(v128 a) { return i32x4_trunc_sat_f64x2_u_zero(a); }
WASM2CPP_INLINE v128 i16x8_relaxed_laneselect(v128 a, v128 b, v128 mask) { return v128_bitselect(a, b, mask); }
WASM2CPP_INLINE v128 i32x4_relaxed_dot_i8x16_i7x16_add_s(v128 a, v128 b, v128 c) {
  return i32x4_add(i32x4_extadd_pairwise_i16x8_s(i16x8_relaxed_dot_i8x16_i7x16_s(a, b)), c);
}

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors of floats: arithmetic, comparison, minimum and maximum, rounding. See simd.hpp for the portable forms and the
// others.
//
// What must hold of NaNs is what float.hpp says of scalars: neg, abs, pmin and pmax move bits and quieten nothing;
// every other instruction gives a quiet NaN where it gives one, and the canonical one if its NaN operands are
// canonical.
#pragma once

#include <wasm2cpp/guest/float.hpp>
#include <wasm2cpp/guest/simd/lanes.hpp>

namespace wasm2cpp::guest {

WASM2CPP_INLINE u32x4 v128_sign_bits(f32x4) { return u32x4{} + 0x80000000u; }
WASM2CPP_INLINE u64x2 v128_sign_bits(f64x2) { return u64x2{} + (u64(1) << 63); }

// ---- what is an operator

WASM2CPP_INLINE v128 f32x4_add(v128 a, v128 b) { return v128(f32x4(a) + f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_sub(v128 a, v128 b) { return v128(f32x4(a) - f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_mul(v128 a, v128 b) { return v128(f32x4(a) * f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_div(v128 a, v128 b) { return v128(f32x4(a) / f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_neg(v128 a) { return v128(u32x4(a) ^ v128_sign_bits(f32x4(a))); }
WASM2CPP_INLINE v128 f32x4_abs(v128 a) { return v128(u32x4(a) & ~v128_sign_bits(f32x4(a))); }
WASM2CPP_INLINE v128 f32x4_eq(v128 a, v128 b) { return v128(f32x4(a) == f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_ne(v128 a, v128 b) { return v128(f32x4(a) != f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_lt(v128 a, v128 b) { return v128(f32x4(a) < f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_gt(v128 a, v128 b) { return v128(f32x4(a) > f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_le(v128 a, v128 b) { return v128(f32x4(a) <= f32x4(b)); }
WASM2CPP_INLINE v128 f32x4_ge(v128 a, v128 b) { return v128(f32x4(a) >= f32x4(b)); }

WASM2CPP_INLINE v128 f64x2_add(v128 a, v128 b) { return v128(f64x2(a) + f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_sub(v128 a, v128 b) { return v128(f64x2(a) - f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_mul(v128 a, v128 b) { return v128(f64x2(a) * f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_div(v128 a, v128 b) { return v128(f64x2(a) / f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_neg(v128 a) { return v128(u64x2(a) ^ v128_sign_bits(f64x2(a))); }
WASM2CPP_INLINE v128 f64x2_abs(v128 a) { return v128(u64x2(a) & ~v128_sign_bits(f64x2(a))); }
WASM2CPP_INLINE v128 f64x2_eq(v128 a, v128 b) { return v128(f64x2(a) == f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_ne(v128 a, v128 b) { return v128(f64x2(a) != f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_lt(v128 a, v128 b) { return v128(f64x2(a) < f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_gt(v128 a, v128 b) { return v128(f64x2(a) > f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_le(v128 a, v128 b) { return v128(f64x2(a) <= f64x2(b)); }
WASM2CPP_INLINE v128 f64x2_ge(v128 a, v128 b) { return v128(f64x2(a) >= f64x2(b)); }

namespace portable {

// ---- lane by lane, by the scalar instruction

template <class Lanes, class Instruction>
WASM2CPP_INLINE v128 each_lane(Lanes a, Instruction instruction) {
  for (std::size_t i = 0; i < sizeof(Lanes) / sizeof(a[0]); ++i) a[i] = instruction(a[i]);
  return v128(a);
}
template <class Lanes, class Instruction>
WASM2CPP_INLINE v128 each_lane(Lanes a, Lanes b, Instruction instruction) {
  for (std::size_t i = 0; i < sizeof(Lanes) / sizeof(a[0]); ++i) a[i] = instruction(a[i], b[i]);
  return v128(a);
}

WASM2CPP_INLINE v128 f32x4_sqrt(v128 a) {
  return each_lane(f32x4(a), [](f32 x) { return f32_sqrt(x); });
}
WASM2CPP_INLINE v128 f64x2_sqrt(v128 a) {
  return each_lane(f64x2(a), [](f64 x) { return f64_sqrt(x); });
}
WASM2CPP_INLINE v128 f32x4_min(v128 a, v128 b) {
  return each_lane(f32x4(a), f32x4(b), [](f32 x, f32 y) { return f32_min(x, y); });
}
WASM2CPP_INLINE v128 f32x4_max(v128 a, v128 b) {
  return each_lane(f32x4(a), f32x4(b), [](f32 x, f32 y) { return f32_max(x, y); });
}
WASM2CPP_INLINE v128 f64x2_min(v128 a, v128 b) {
  return each_lane(f64x2(a), f64x2(b), [](f64 x, f64 y) { return f64_min(x, y); });
}
WASM2CPP_INLINE v128 f64x2_max(v128 a, v128 b) {
  return each_lane(f64x2(a), f64x2(b), [](f64 x, f64 y) { return f64_max(x, y); });
}

// ---- a choice of bits: b < a ? b : a, and a < b ? b : a

WASM2CPP_INLINE v128 f32x4_pmin(v128 a, v128 b) { return v128_bitselect(b, a, v128(f32x4(b) < f32x4(a))); }
WASM2CPP_INLINE v128 f32x4_pmax(v128 a, v128 b) { return v128_bitselect(b, a, v128(f32x4(a) < f32x4(b))); }
WASM2CPP_INLINE v128 f64x2_pmin(v128 a, v128 b) { return v128_bitselect(b, a, v128(f64x2(b) < f64x2(a))); }
WASM2CPP_INLINE v128 f64x2_pmax(v128 a, v128 b) { return v128_bitselect(b, a, v128(f64x2(a) < f64x2(b))); }

// ---- rounding. From `end` on there are no fractions; below, adding `end` rounds them away, to even.

WASM2CPP_INLINE f32x4 fractions_end(f32x4) { return f32x4{0x1p23f, 0x1p23f, 0x1p23f, 0x1p23f}; }
WASM2CPP_INLINE f64x2 fractions_end(f64x2) { return f64x2{0x1p52, 0x1p52}; }
WASM2CPP_INLINE f32x4 ones(f32x4) { return f32x4{opaque::one32, opaque::one32, opaque::one32, opaque::one32}; }
WASM2CPP_INLINE f64x2 ones(f64x2) { return f64x2{opaque::one64, opaque::one64}; }

template <class Lanes>
WASM2CPP_INLINE Lanes to_even(Lanes magnitude) {
  return magnitude + fractions_end(magnitude) - fractions_end(magnitude);
}

// `rounded`, with the sign of x (which -0 keeps), where x has fractions; elsewhere x stays, and a NaN is made quiet.
template <class Lanes>
WASM2CPP_INLINE v128 where_fractions(Lanes x, Lanes rounded) {
  using Bits = decltype(v128_sign_bits(x));
  const Bits sign = Bits(x) & v128_sign_bits(x);
  const Lanes result = Lanes(Bits(rounded) | sign);
  return v128((Lanes(Bits(x) ^ sign) < fractions_end(x) ? result : x) * ones(x));
}

// One in the lanes where the mask is set, else zero.
template <class Lanes, class Mask>
WASM2CPP_INLINE Lanes ones_where(Mask mask) {
  return Lanes(v128(mask) & v128(ones(Lanes{})));
}

template <class Lanes>
WASM2CPP_INLINE Lanes magnitude_of(Lanes x) {
  return Lanes(decltype(v128_sign_bits(x))(x) & ~v128_sign_bits(x));
}
template <class Lanes>
WASM2CPP_INLINE Lanes even_of(Lanes x) {
  using Bits = decltype(v128_sign_bits(x));
  return Lanes(Bits(to_even(magnitude_of(x))) | (Bits(x) & v128_sign_bits(x)));
}

template <class Lanes>
WASM2CPP_INLINE v128 nearest(Lanes x) {
  return where_fractions(x, to_even(magnitude_of(x)));
}
template <class Lanes>
WASM2CPP_INLINE v128 trunc(Lanes x) {
  const Lanes magnitude = magnitude_of(x), even = to_even(magnitude);
  return where_fractions(x, even - ones_where<Lanes>(even > magnitude));
}
template <class Lanes>
WASM2CPP_INLINE v128 floor(Lanes x) {
  const Lanes even = even_of(x);
  return where_fractions(x, even - ones_where<Lanes>(even > x));
}
template <class Lanes>
WASM2CPP_INLINE v128 ceil(Lanes x) {
  const Lanes even = even_of(x);
  return where_fractions(x, even + ones_where<Lanes>(even < x));
}

WASM2CPP_INLINE v128 f32x4_ceil(v128 a) { return ceil(f32x4(a)); }
WASM2CPP_INLINE v128 f32x4_floor(v128 a) { return floor(f32x4(a)); }
WASM2CPP_INLINE v128 f32x4_trunc(v128 a) { return trunc(f32x4(a)); }
WASM2CPP_INLINE v128 f32x4_nearest(v128 a) { return nearest(f32x4(a)); }
WASM2CPP_INLINE v128 f64x2_ceil(v128 a) { return ceil(f64x2(a)); }
WASM2CPP_INLINE v128 f64x2_floor(v128 a) { return floor(f64x2(a)); }
WASM2CPP_INLINE v128 f64x2_trunc(v128 a) { return trunc(f64x2(a)); }
WASM2CPP_INLINE v128 f64x2_nearest(v128 a) { return nearest(f64x2(a)); }

}  // namespace portable

// ---- which form

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
WASM2CPP_INLINE v128 f32x4_sqrt(v128 a) { return v128(_mm_sqrt_ps(__m128(a))); }
WASM2CPP_INLINE v128 f64x2_sqrt(v128 a) { return v128(_mm_sqrt_pd(__m128d(a))); }

// minps gives its second operand if one is a NaN or both are zeros.
WASM2CPP_INLINE v128 f32x4_pmin(v128 a, v128 b) { return v128(_mm_min_ps(__m128(b), __m128(a))); }
WASM2CPP_INLINE v128 f32x4_pmax(v128 a, v128 b) { return v128(_mm_max_ps(__m128(b), __m128(a))); }
WASM2CPP_INLINE v128 f64x2_pmin(v128 a, v128 b) { return v128(_mm_min_pd(__m128d(b), __m128d(a))); }
WASM2CPP_INLINE v128 f64x2_pmax(v128 a, v128 b) { return v128(_mm_max_pd(__m128d(b), __m128d(a))); }

// So both ways round give the same but for zeros, whose signs are joined, and for NaNs, which become all ones and then
// lose their payload: the canonical NaN is what is left.
WASM2CPP_INLINE v128 v128_canonical_if_set(u32x4 nan, u32x4 result) { return v128((result | nan) & ~(nan >> 10)); }
WASM2CPP_INLINE v128 v128_canonical_if_set(u64x2 nan, u64x2 result) { return v128((result | nan) & ~(nan >> 13)); }

WASM2CPP_INLINE v128 f32x4_min(v128 a, v128 b) {
  const __m128 x = _mm_min_ps(__m128(a), __m128(b)), y = _mm_min_ps(__m128(b), __m128(a));
  return v128_canonical_if_set(u32x4(_mm_cmpunord_ps(__m128(a), __m128(b))), u32x4(x) | u32x4(y));
}
WASM2CPP_INLINE v128 f32x4_max(v128 a, v128 b) {
  const __m128 x = _mm_max_ps(__m128(a), __m128(b)), y = _mm_max_ps(__m128(b), __m128(a));
  return v128_canonical_if_set(u32x4(_mm_cmpunord_ps(__m128(a), __m128(b))), u32x4(x) & u32x4(y));
}
WASM2CPP_INLINE v128 f64x2_min(v128 a, v128 b) {
  const __m128d x = _mm_min_pd(__m128d(a), __m128d(b)), y = _mm_min_pd(__m128d(b), __m128d(a));
  return v128_canonical_if_set(u64x2(_mm_cmpunord_pd(__m128d(a), __m128d(b))), u64x2(x) | u64x2(y));
}
WASM2CPP_INLINE v128 f64x2_max(v128 a, v128 b) {
  const __m128d x = _mm_max_pd(__m128d(a), __m128d(b)), y = _mm_max_pd(__m128d(b), __m128d(a));
  return v128_canonical_if_set(u64x2(_mm_cmpunord_pd(__m128d(a), __m128d(b))), u64x2(x) & u64x2(y));
}
#else
using portable::f32x4_max;
using portable::f32x4_min;
using portable::f32x4_pmax;
using portable::f32x4_pmin;
using portable::f32x4_sqrt;
using portable::f64x2_max;
using portable::f64x2_min;
using portable::f64x2_pmax;
using portable::f64x2_pmin;
using portable::f64x2_sqrt;
#endif

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE4_1__)
WASM2CPP_INLINE v128 f32x4_ceil(v128 a) { return v128(_mm_ceil_ps(__m128(a))); }
WASM2CPP_INLINE v128 f32x4_floor(v128 a) { return v128(_mm_floor_ps(__m128(a))); }
WASM2CPP_INLINE v128 f32x4_trunc(v128 a) {
  return v128(_mm_round_ps(__m128(a), _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC));
}
WASM2CPP_INLINE v128 f32x4_nearest(v128 a) {
  return v128(_mm_round_ps(__m128(a), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}
WASM2CPP_INLINE v128 f64x2_ceil(v128 a) { return v128(_mm_ceil_pd(__m128d(a))); }
WASM2CPP_INLINE v128 f64x2_floor(v128 a) { return v128(_mm_floor_pd(__m128d(a))); }
WASM2CPP_INLINE v128 f64x2_trunc(v128 a) {
  return v128(_mm_round_pd(__m128d(a), _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC));
}
WASM2CPP_INLINE v128 f64x2_nearest(v128 a) {
  return v128(_mm_round_pd(__m128d(a), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}
#else
using portable::f32x4_ceil;
using portable::f32x4_floor;
using portable::f32x4_nearest;
using portable::f32x4_trunc;
using portable::f64x2_ceil;
using portable::f64x2_floor;
using portable::f64x2_nearest;
using portable::f64x2_trunc;
#endif

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A v128 and its lanes: how a shape is seen in it, and the instructions that only move lanes or treat bits.
//
//     v128 a = v128_const(1, 2, 3, 4);                       // lanes of i32x4
//     u32 three = i32x4_extract_lane<2>(a);
//     v128 reversed = i8x16_shuffle<15, 14, …, 0>(a, a);
//
// To compute, a v128 is cast to the compiler's vector of the shape, `u16x8(a) + u16x8(b)`, which costs nothing. Lanes
// are unsigned where the instruction does not read a sign, so that nothing overflows.
//
// Big-endian machines. A vector of the compiler has its elements in the order of memory, and the bytes of an element in
// the machine's order; the specification's lanes are little-endian. If byte k of the value is element 15 - k, then lane
// i of every shape is element (count - 1 - i), and casts between shapes mean the same as on little-endian machines.
// So only what numbers lanes knows of it, all of it in this file, and loads and stores, which reverse sixteen bytes.
#pragma once

#include <wasm2cpp/guest/opaque.hpp>

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
#include <emmintrin.h>
#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif
#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif
#endif

namespace wasm2cpp::guest {

using u8x16 = v128;
typedef i8 i8x16 __attribute__((vector_size(16)));
typedef u16 u16x8 __attribute__((vector_size(16)));
typedef i16 i16x8 __attribute__((vector_size(16)));
typedef u32 u32x4 __attribute__((vector_size(16)));
typedef i32 i32x4 __attribute__((vector_size(16)));
typedef u64 u64x2 __attribute__((vector_size(16)));
typedef i64 i64x2 __attribute__((vector_size(16)));
typedef f32 f32x4 __attribute__((vector_size(16)));
typedef f64 f64x2 __attribute__((vector_size(16)));

inline constexpr bool is_little_endian = std::endian::native == std::endian::little;

// The element that is lane `lane` of a shape with `Count` lanes.
template <int Count>
WASM2CPP_INLINE constexpr int v128_lane_at(int lane) {
  return is_little_endian ? lane : Count - 1 - lane;
}

// ---- constants

WASM2CPP_INLINE v128 v128_const(u32 a, u32 b, u32 c, u32 d) {
  return is_little_endian ? v128(u32x4{a, b, c, d}) : v128(u32x4{d, c, b, a});
}

// For lanes that compilers would fold wrongly as floats: see opaque.hpp.
WASM2CPP_INLINE v128 v128_opaque_const(u32 a, u32 b, u32 c, u32 d) { return v128_const(a, b, c, d) ^ opaque::no_vector; }
WASM2CPP_INLINE v128 v128_zero() { return opaque::no_vector; }

// ---- splat

WASM2CPP_INLINE v128 i8x16_splat(u32 x) {
  const u8 b = u8(x);
  return v128{b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}
WASM2CPP_INLINE v128 i16x8_splat(u32 x) {
  const u16 h = u16(x);
  return v128(u16x8{h, h, h, h, h, h, h, h});
}
WASM2CPP_INLINE v128 i32x4_splat(u32 x) { return v128(u32x4{x, x, x, x}); }
WASM2CPP_INLINE v128 i64x2_splat(u64 x) { return v128(u64x2{x, x}); }
WASM2CPP_INLINE v128 f32x4_splat(f32 x) { return v128(f32x4{x, x, x, x}); }
WASM2CPP_INLINE v128 f64x2_splat(f64 x) { return v128(f64x2{x, x}); }

// ---- single lanes

template <int Lane>
WASM2CPP_INLINE u32 i8x16_extract_lane_s(v128 a) {
  return u32(i8x16(a)[v128_lane_at<16>(Lane)]);
}
template <int Lane>
WASM2CPP_INLINE u32 i8x16_extract_lane_u(v128 a) {
  return a[v128_lane_at<16>(Lane)];
}
template <int Lane>
WASM2CPP_INLINE u32 i16x8_extract_lane_s(v128 a) {
  return u32(i16x8(a)[v128_lane_at<8>(Lane)]);
}
template <int Lane>
WASM2CPP_INLINE u32 i16x8_extract_lane_u(v128 a) {
  return u16x8(a)[v128_lane_at<8>(Lane)];
}
template <int Lane>
WASM2CPP_INLINE u32 i32x4_extract_lane(v128 a) {
  return u32x4(a)[v128_lane_at<4>(Lane)];
}
template <int Lane>
WASM2CPP_INLINE u64 i64x2_extract_lane(v128 a) {
  return u64x2(a)[v128_lane_at<2>(Lane)];
}
template <int Lane>
WASM2CPP_INLINE f32 f32x4_extract_lane(v128 a) {
  return f32x4(a)[v128_lane_at<4>(Lane)];
}
template <int Lane>
WASM2CPP_INLINE f64 f64x2_extract_lane(v128 a) {
  return f64x2(a)[v128_lane_at<2>(Lane)];
}

template <int Lane>
WASM2CPP_INLINE v128 i8x16_replace_lane(v128 a, u32 x) {
  a[v128_lane_at<16>(Lane)] = u8(x);
  return a;
}
template <int Lane>
WASM2CPP_INLINE v128 i16x8_replace_lane(v128 a, u32 x) {
  u16x8 lanes = u16x8(a);
  lanes[v128_lane_at<8>(Lane)] = u16(x);
  return v128(lanes);
}
template <int Lane>
WASM2CPP_INLINE v128 i32x4_replace_lane(v128 a, u32 x) {
  u32x4 lanes = u32x4(a);
  lanes[v128_lane_at<4>(Lane)] = x;
  return v128(lanes);
}
template <int Lane>
WASM2CPP_INLINE v128 i64x2_replace_lane(v128 a, u64 x) {
  u64x2 lanes = u64x2(a);
  lanes[v128_lane_at<2>(Lane)] = x;
  return v128(lanes);
}
template <int Lane>
WASM2CPP_INLINE v128 f32x4_replace_lane(v128 a, f32 x) {
  f32x4 lanes = f32x4(a);
  lanes[v128_lane_at<4>(Lane)] = x;
  return v128(lanes);
}
template <int Lane>
WASM2CPP_INLINE v128 f64x2_replace_lane(v128 a, f64 x) {
  f64x2 lanes = f64x2(a);
  lanes[v128_lane_at<2>(Lane)] = x;
  return v128(lanes);
}

// ---- moving lanes

// The byte that a shuffle takes, of a (0 to 15) or b (16 to 31), as an element on a big-endian machine.
constexpr int v128_mirrored(int source) { return source < 16 ? 15 - source : 16 + (31 - source); }

template <int S0, int S1, int S2, int S3, int S4, int S5, int S6, int S7, int S8, int S9, int S10, int S11, int S12,
          int S13, int S14, int S15>
WASM2CPP_INLINE v128 v128_shuffle_by_compiler(v128 a, v128 b) {
  if constexpr (is_little_endian) {
    return __builtin_shufflevector(a, b, S0, S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S13, S14, S15);
  } else {
    constexpr int s0 = v128_mirrored(S0), s1 = v128_mirrored(S1), s2 = v128_mirrored(S2), s3 = v128_mirrored(S3),
                  s4 = v128_mirrored(S4), s5 = v128_mirrored(S5), s6 = v128_mirrored(S6), s7 = v128_mirrored(S7),
                  s8 = v128_mirrored(S8), s9 = v128_mirrored(S9), s10 = v128_mirrored(S10), s11 = v128_mirrored(S11),
                  s12 = v128_mirrored(S12), s13 = v128_mirrored(S13), s14 = v128_mirrored(S14),
                  s15 = v128_mirrored(S15);
    return __builtin_shufflevector(a, b, s15, s14, s13, s12, s11, s10, s9, s8, s7, s6, s5, s4, s3, s2, s1, s0);
  }
}

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__) && !defined(__SSSE3__)

// With SSE2 alone there are instructions for some shuffles only. What compilers make of the others is long (g++ moves
// byte by byte), so they are taken out of their hands: sixteen bytes in a row are two shifts, and the rest asks the
// processor for pshufb, as swizzle does.
template <int... Source>
struct v128_shuffle_shape {
  static constexpr int source[16] = {Source...};
  static constexpr bool is_run() {
    bool is_true = source[0] <= 16;
    for (int i = 0; i < 16; ++i) is_true &= source[i] == source[0] + i;
    return is_true;
  }
  static constexpr bool moves_words() {
    bool is_true = true;
    for (int i = 0; i < 16; ++i) is_true &= source[i] % 4 == i % 4 && source[i] / 4 == source[i - i % 4] / 4;
    return is_true;
  }
  // Lanes of `width` bytes of the low or high halves of two operands, which may be one, in turn.
  static constexpr bool is_interleaving(int width) {
    const int first = source[0], second = source[width];
    bool is_true = first % 8 == 0 && second % 8 == 0;
    for (int i = 0; i < 16; ++i)
      is_true &= source[i] == (i / width % 2 ? second : first) + i / (2 * width) * width + i % width;
    return is_true;
  }
  static constexpr bool is_instruction() { return moves_words() || is_interleaving(1) || is_interleaving(2); }
};

template <int... Source>
WASM2CPP_OUT_OF_LINE v128 v128_shuffle_slowly(v128 a, v128 b) {
  return v128_shuffle_by_compiler<Source...>(a, b);
}
WASM2CPP_INLINE v128 v128_pshufb(v128 a, v128 order) {
  asm("pshufb %1, %0" : "+x"(a) : "x"(order));
  return a;
}

template <int... Source>
WASM2CPP_INLINE v128 i8x16_shuffle(v128 a, v128 b) {
  using shape = v128_shuffle_shape<Source...>;
  if constexpr (shape::is_instruction()) {
    return v128_shuffle_by_compiler<Source...>(a, b);
  } else if constexpr (shape::is_run()) {
    constexpr int first = shape::source[0];
    return v128(_mm_or_si128(_mm_srli_si128(__m128i(a), first), _mm_slli_si128(__m128i(b), 16 - first)));
  } else {
    if (!__builtin_cpu_supports("ssse3")) [[unlikely]]
      return v128_shuffle_slowly<Source...>(a, b);
    return v128_pshufb(a, v128{u8(Source < 16 ? Source : 0x80)...}) |
           v128_pshufb(b, v128{u8(Source >= 16 ? Source - 16 : 0x80)...});
  }
}

#else

template <int... Source>
WASM2CPP_INLINE v128 i8x16_shuffle(v128 a, v128 b) {
  return v128_shuffle_by_compiler<Source...>(a, b);
}

#endif

// Lanes of a and b in turn, from their low or high halves: a0 b0 a1 b1 …
WASM2CPP_INLINE v128 v128_interleave_low_8(v128 a, v128 b) {
  return i8x16_shuffle<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b);
}
WASM2CPP_INLINE v128 v128_interleave_high_8(v128 a, v128 b) {
  return i8x16_shuffle<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b);
}
WASM2CPP_INLINE v128 v128_interleave_low_16(v128 a, v128 b) {
  return i8x16_shuffle<0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23>(a, b);
}
WASM2CPP_INLINE v128 v128_interleave_high_16(v128 a, v128 b) {
  return i8x16_shuffle<8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31>(a, b);
}
WASM2CPP_INLINE v128 v128_interleave_low_32(v128 a, v128 b) {
  return i8x16_shuffle<0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23>(a, b);
}
WASM2CPP_INLINE v128 v128_interleave_high_32(v128 a, v128 b) {
  return i8x16_shuffle<8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31>(a, b);
}

// ---- bits. v128.and, v128.or and v128.xor are operators.

WASM2CPP_INLINE v128 v128_not(v128 a) { return ~a; }
WASM2CPP_INLINE v128 v128_andnot(v128 a, v128 b) { return a & ~b; }
WASM2CPP_INLINE v128 v128_bitselect(v128 a, v128 b, v128 mask) { return (a & mask) | (b & ~mask); }

namespace portable {

WASM2CPP_INLINE v128 i8x16_swizzle(v128 a, v128 indices) {
  v128 result{};
  for (int i = 0; i < 16; ++i) {
    const u8 index = indices[i];
    result[i] = index < 16 ? a[v128_lane_at<16>(index)] : u8(0);
  }
  return result;
}

WASM2CPP_INLINE u32 v128_any_true(v128 a) {
  const u64x2 halves = u64x2(a);
  return (halves[0] | halves[1]) != 0;
}

template <class Lanes>
WASM2CPP_INLINE u32 all_true(Lanes a) {
  const u64x2 zeros = u64x2(a == Lanes{});
  return (zeros[0] | zeros[1]) == 0;
}
WASM2CPP_INLINE u32 i8x16_all_true(v128 a) { return all_true(a); }
WASM2CPP_INLINE u32 i16x8_all_true(v128 a) { return all_true(u16x8(a)); }
WASM2CPP_INLINE u32 i32x4_all_true(v128 a) { return all_true(u32x4(a)); }
WASM2CPP_INLINE u32 i64x2_all_true(v128 a) { return u64x2(a)[0] != 0 && u64x2(a)[1] != 0; }

template <int Count, class Lanes>
WASM2CPP_INLINE u32 bitmask(Lanes a) {
  u32 mask = 0;
  for (int i = 0; i < Count; ++i) mask |= u32(a[v128_lane_at<Count>(i)] < 0) << i;
  return mask;
}
WASM2CPP_INLINE u32 i8x16_bitmask(v128 a) { return bitmask<16>(i8x16(a)); }
WASM2CPP_INLINE u32 i16x8_bitmask(v128 a) { return bitmask<8>(i16x8(a)); }
WASM2CPP_INLINE u32 i32x4_bitmask(v128 a) { return bitmask<4>(i32x4(a)); }
WASM2CPP_INLINE u32 i64x2_bitmask(v128 a) { return bitmask<2>(i64x2(a)); }

}  // namespace portable

// ---- which form

#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)

WASM2CPP_INLINE u32 v128_any_true(v128 a) {
#if defined(__SSE4_1__)
  return _mm_testz_si128(__m128i(a), __m128i(a)) == 0;
#else
  return _mm_movemask_epi8(__m128i(a == v128{})) != 0xffff;
#endif
}

// Whether no lane is all ones.
WASM2CPP_INLINE u32 v128_none_set(__m128i mask) {
#if defined(__SSE4_1__)
  return u32(_mm_testz_si128(mask, mask));
#else
  return _mm_movemask_epi8(mask) == 0;
#endif
}
WASM2CPP_INLINE u32 i8x16_all_true(v128 a) { return v128_none_set(__m128i(a == v128{})); }
WASM2CPP_INLINE u32 i16x8_all_true(v128 a) { return v128_none_set(__m128i(u16x8(a) == u16x8{})); }
WASM2CPP_INLINE u32 i32x4_all_true(v128 a) { return v128_none_set(__m128i(u32x4(a) == u32x4{})); }
WASM2CPP_INLINE u32 i64x2_all_true(v128 a) {
#if defined(__SSE4_1__)
  return v128_none_set(_mm_cmpeq_epi64(__m128i(a), _mm_setzero_si128()));
#else
  const __m128i halves = _mm_cmpeq_epi32(__m128i(a), _mm_setzero_si128());
  return v128_none_set(_mm_and_si128(halves, _mm_shuffle_epi32(halves, 0xb1)));
#endif
}

WASM2CPP_INLINE u32 i8x16_bitmask(v128 a) { return u32(_mm_movemask_epi8(__m128i(a))); }
WASM2CPP_INLINE u32 i16x8_bitmask(v128 a) {
  return u32(_mm_movemask_epi8(_mm_packs_epi16(__m128i(a), _mm_setzero_si128())));
}
WASM2CPP_INLINE u32 i32x4_bitmask(v128 a) { return u32(_mm_movemask_ps(__m128(a))); }
WASM2CPP_INLINE u32 i64x2_bitmask(v128 a) { return u32(_mm_movemask_pd(__m128d(a))); }

#else
using portable::i16x8_all_true;
using portable::i16x8_bitmask;
using portable::i32x4_all_true;
using portable::i32x4_bitmask;
using portable::i64x2_all_true;
using portable::i64x2_bitmask;
using portable::i8x16_all_true;
using portable::i8x16_bitmask;
using portable::v128_any_true;
#endif

// pshufb gives 0 where bit 7 of the index is set: from 16 on, 0x70 more sets it. Without it a swizzle is a loop over
// bytes, fifty times as slow, and nearly every processor has it. So code for older ones asks the processor, in a load
// and a branch; the assembler is the only way to the instruction there.
#if !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSSE3__)
WASM2CPP_INLINE v128 i8x16_swizzle(v128 a, v128 indices) {
  return v128(_mm_shuffle_epi8(__m128i(a), _mm_adds_epu8(__m128i(indices), _mm_set1_epi8(0x70))));
}
#elif !defined(WASM2CPP_PORTABLE_SIMD) && defined(__SSE2__)
WASM2CPP_OUT_OF_LINE v128 v128_swizzle_by_bytes(v128 a, v128 indices) { return portable::i8x16_swizzle(a, indices); }
WASM2CPP_INLINE v128 i8x16_swizzle(v128 a, v128 indices) {
  if (!__builtin_cpu_supports("ssse3")) [[unlikely]]
    return v128_swizzle_by_bytes(a, indices);
  return v128_pshufb(a, v128(_mm_adds_epu8(__m128i(indices), _mm_set1_epi8(0x70))));
}
#else
using portable::i8x16_swizzle;
#endif

}  // namespace wasm2cpp::guest

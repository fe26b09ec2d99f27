// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The floating-point instructions that are not a C++ operator.
//
// What must hold of NaNs: neg, abs and copysign change the sign bit and nothing else, also of a signalling NaN; every
// other instruction gives a quiet NaN where it gives one. The compilers' builtins keep the first; for the second, the
// roundings multiply by an opaque one where no single instruction rounds (opaque.hpp).
//
// Rounding never depends on the C library: `nearest` is to even, which `round` is not.
#pragma once

#include <wasm2cpp/guest/opaque.hpp>

namespace wasm2cpp::guest {

// The processor rounds to an integer in one instruction, which quietens.
#if defined(__SSE4_1__) || defined(__aarch64__)
inline constexpr bool has_rounding_instruction = true;
#else
inline constexpr bool has_rounding_instruction = false;
#endif

template <class T>
WASM2CPP_INLINE T rounded(T x) {
  return has_rounding_instruction ? x : quiet(x);
}

// ---- f32

WASM2CPP_INLINE f32 f32_neg(f32 x) { return -x; }
WASM2CPP_INLINE f32 f32_abs(f32 x) { return __builtin_fabsf(x); }
WASM2CPP_INLINE f32 f32_copysign(f32 x, f32 y) { return __builtin_copysignf(x, y); }
WASM2CPP_INLINE f32 f32_sqrt(f32 x) { return __builtin_sqrtf(x); }
WASM2CPP_INLINE f32 f32_ceil(f32 x) { return rounded(__builtin_ceilf(x)); }
WASM2CPP_INLINE f32 f32_floor(f32 x) { return rounded(__builtin_floorf(x)); }
WASM2CPP_INLINE f32 f32_trunc(f32 x) { return rounded(__builtin_truncf(x)); }

// From 2^23 on there are no fractions; below, adding 2^23 rounds them away, to even.
WASM2CPP_INLINE f32 f32_nearest(f32 x) {
  if constexpr (has_rounding_instruction) return __builtin_nearbyintf(x);
  const f32 magnitude = f32_abs(x);
  return quiet(magnitude < 0x1p23f ? f32_copysign((magnitude + 0x1p23f) - 0x1p23f, x) : x);
}

// a and b are what one instruction (minss) gives with the operands either way round. They differ only if x and y are
// zeros of two signs, of which -0 is the less, or if one is a NaN.
WASM2CPP_INLINE f32 f32_min(f32 x, f32 y) {
  const f32 a = x < y ? x : y;
  const f32 b = y < x ? y : x;
  const u32 both = bit_cast<u32>(a) | bit_cast<u32>(b);
  return __builtin_isunordered(x, y) ? x + y : bit_cast<f32>(both);
}

WASM2CPP_INLINE f32 f32_max(f32 x, f32 y) {
  const f32 a = x > y ? x : y;
  const f32 b = y > x ? y : x;
  const u32 both = bit_cast<u32>(a) & bit_cast<u32>(b);
  return __builtin_isunordered(x, y) ? x + y : bit_cast<f32>(both);
}

// ---- f64

WASM2CPP_INLINE f64 f64_neg(f64 x) { return -x; }
WASM2CPP_INLINE f64 f64_abs(f64 x) { return __builtin_fabs(x); }
WASM2CPP_INLINE f64 f64_copysign(f64 x, f64 y) { return __builtin_copysign(x, y); }
WASM2CPP_INLINE f64 f64_sqrt(f64 x) { return __builtin_sqrt(x); }
WASM2CPP_INLINE f64 f64_ceil(f64 x) { return rounded(__builtin_ceil(x)); }
WASM2CPP_INLINE f64 f64_floor(f64 x) { return rounded(__builtin_floor(x)); }
WASM2CPP_INLINE f64 f64_trunc(f64 x) { return rounded(__builtin_trunc(x)); }

WASM2CPP_INLINE f64 f64_nearest(f64 x) {
  if constexpr (has_rounding_instruction) return __builtin_nearbyint(x);
  const f64 magnitude = f64_abs(x);
  return quiet(magnitude < 0x1p52 ? f64_copysign((magnitude + 0x1p52) - 0x1p52, x) : x);
}

WASM2CPP_INLINE f64 f64_min(f64 x, f64 y) {
  const f64 a = x < y ? x : y;
  const f64 b = y < x ? y : x;
  const u64 both = bit_cast<u64>(a) | bit_cast<u64>(b);
  return __builtin_isunordered(x, y) ? x + y : bit_cast<f64>(both);
}

WASM2CPP_INLINE f64 f64_max(f64 x, f64 y) {
  const f64 a = x > y ? x : y;
  const f64 b = y > x ? y : x;
  const u64 both = bit_cast<u64>(a) & bit_cast<u64>(b);
  return __builtin_isunordered(x, y) ? x + y : bit_cast<f64>(both);
}

}  // namespace wasm2cpp::guest

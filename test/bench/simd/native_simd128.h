// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of wasm_simd128.h that kernels.c uses, by the functions that emitted code calls: so that the native build
// differs from the translated one in the sandbox only.
#pragma once

#include <cstring>

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/guest/simd.hpp>

namespace guest = wasm2cpp::guest;
typedef guest::v128 v128_t;

static inline v128_t wasm_v128_load(const void* from) {
  v128_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
static inline void wasm_v128_store(void* to, v128_t value) { std::memcpy(to, &value, sizeof value); }

#define wasm_f32x4_add guest::f32x4_add
#define wasm_f32x4_mul guest::f32x4_mul
#define wasm_f32x4_splat guest::f32x4_splat
#define wasm_i16x8_add guest::i16x8_add
#define wasm_i16x8_shl guest::i16x8_shl
#define wasm_i16x8_splat guest::i16x8_splat
#define wasm_i32x4_add guest::i32x4_add
#define wasm_i32x4_shl guest::i32x4_shl
#define wasm_i32x4_splat guest::i32x4_splat
#define wasm_i8x16_bitmask guest::i8x16_bitmask
#define wasm_i8x16_eq guest::i8x16_eq
#define wasm_i8x16_shuffle(a, b, ...) guest::i8x16_shuffle<__VA_ARGS__>(a, b)
#define wasm_i8x16_splat guest::i8x16_splat
#define wasm_i8x16_swizzle guest::i8x16_swizzle
#define wasm_u16x8_extend_high_u8x16 guest::i16x8_extend_high_i8x16_u
#define wasm_u16x8_extend_low_u8x16 guest::i16x8_extend_low_i8x16_u
#define wasm_u16x8_shr guest::i16x8_shr_u
#define wasm_u32x4_shr guest::i32x4_shr_u
#define wasm_u8x16_const(...) v128_t{__VA_ARGS__}
#define wasm_u8x16_narrow_i16x8 guest::i8x16_narrow_i16x8_u
#define wasm_u8x16_shr guest::i8x16_shr_u
#define wasm_u8x16_sub_sat guest::i8x16_sub_sat_u
#define wasm_v128_and(a, b) ((a) & (b))
#define wasm_v128_any_true guest::v128_any_true
#define wasm_v128_bitselect guest::v128_bitselect
#define wasm_v128_or(a, b) ((a) | (b))
#define wasm_v128_xor(a, b) ((a) ^ (b))

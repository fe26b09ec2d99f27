// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Five kernels as people write them with wasm_simd128.h: four messages of sha256 at once, a 3 x 3 convolution of an
// image, memchr, a product of f32 matrices, and UTF-8 validation by table look-up (Keiser and Lemire, 2020).
//
// Each is an exported function that works on static data `repetitions` times and returns a checksum, by which `run` sees
// that all builds compute the same. Compiled to Wasm by clang; and natively as C++, where native_simd128.h gives the
// same names to the functions that emitted code calls: so the difference is the sandbox's.
#include <stdint.h>
#if defined(__wasm__)
#include <wasm_simd128.h>
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#include "native_simd128.h"
#define EXPORT(name) extern "C" __attribute__((noinline))
#endif

static uint32_t seed = 1;
static uint32_t next_random(void) { return seed = seed * 1664525u + 1013904223u; }

// ---- sha256, a message in each lane

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
static uint32_t messages[64][16][4];
static uint32_t digest[8][4];

#define ROTATED(x, n) wasm_v128_or(wasm_u32x4_shr(x, n), wasm_i32x4_shl(x, 32 - (n)))
#define XOR3(a, b, c) wasm_v128_xor(wasm_v128_xor(a, b), c)
#define PLUS wasm_i32x4_add

static void sha256_block(v128_t state[8], const uint32_t block[16][4]) {
  v128_t w[16], s[8];
  for (int i = 0; i < 16; ++i) w[i] = wasm_v128_load(block[i]);
  for (int i = 0; i < 8; ++i) s[i] = state[i];
  for (int t = 0; t < 64; ++t) {
    if (t >= 16) {
      const v128_t w15 = w[(t + 1) & 15], w2 = w[(t + 14) & 15];
      const v128_t s0 = XOR3(ROTATED(w15, 7), ROTATED(w15, 18), wasm_u32x4_shr(w15, 3));
      const v128_t s1 = XOR3(ROTATED(w2, 17), ROTATED(w2, 19), wasm_u32x4_shr(w2, 10));
      w[t & 15] = PLUS(PLUS(w[t & 15], s0), PLUS(w[(t + 9) & 15], s1));
    }
    const v128_t e = s[4], a = s[0];
    const v128_t sum1 = XOR3(ROTATED(e, 6), ROTATED(e, 11), ROTATED(e, 25));
    const v128_t choice = wasm_v128_bitselect(s[5], s[6], e);
    const v128_t t1 = PLUS(PLUS(PLUS(s[7], sum1), PLUS(choice, w[t & 15])), wasm_i32x4_splat((int)round_constants[t]));
    const v128_t sum0 = XOR3(ROTATED(a, 2), ROTATED(a, 13), ROTATED(a, 22));
    const v128_t majority = wasm_v128_bitselect(s[1], a, wasm_v128_xor(a, s[2]));
    s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = PLUS(s[3], t1);
    s[3] = s[2], s[2] = s[1], s[1] = a, s[0] = PLUS(t1, PLUS(sum0, majority));
  }
  for (int i = 0; i < 8; ++i) state[i] = PLUS(state[i], s[i]);
}

EXPORT(sha256) uint32_t sha256(uint32_t repetitions) {
  static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  v128_t state[8];
  seed = 1;
  for (int i = 0; i < 64 * 16 * 4; ++i) (&messages[0][0][0])[i] = next_random();
  for (int i = 0; i < 8; ++i) state[i] = wasm_i32x4_splat((int)initial[i]);
  for (uint32_t r = 0; r < repetitions; ++r)
    for (int i = 0; i < 64; ++i) sha256_block(state, messages[i]);
  uint32_t sum = 0;
  for (int i = 0; i < 8; ++i) wasm_v128_store(digest[i], state[i]);
  for (int i = 0; i < 32; ++i) sum = sum * 31 + (&digest[0][0])[i];
  return sum;
}

// ---- convolution of bytes with 1 2 1 / 2 4 2 / 1 2 1, over 16

enum { width = 512, height = 512 };
static uint8_t image[height][width + 32], smooth[height][width + 32];

static v128_t row_sum(v128_t left, v128_t middle, v128_t right, int is_high) {
  const v128_t l = is_high ? wasm_u16x8_extend_high_u8x16(left) : wasm_u16x8_extend_low_u8x16(left);
  const v128_t m = is_high ? wasm_u16x8_extend_high_u8x16(middle) : wasm_u16x8_extend_low_u8x16(middle);
  const v128_t r = is_high ? wasm_u16x8_extend_high_u8x16(right) : wasm_u16x8_extend_low_u8x16(right);
  return wasm_i16x8_add(wasm_i16x8_add(l, r), wasm_i16x8_shl(m, 1));
}

static v128_t column_sum(const uint8_t* at, int is_high) {
  v128_t rows[3];
  for (int i = 0; i < 3; ++i) {
    const uint8_t* row = at + (i - 1) * (width + 32);
    rows[i] = row_sum(wasm_v128_load(row - 1), wasm_v128_load(row), wasm_v128_load(row + 1), is_high);
  }
  const v128_t sum = wasm_i16x8_add(wasm_i16x8_add(rows[0], rows[2]), wasm_i16x8_shl(rows[1], 1));
  return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_splat(8)), 4);
}

EXPORT(convolution) uint32_t convolution(uint32_t repetitions) {
  seed = 2;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width + 32; ++x) image[y][x] = (uint8_t)(next_random() >> 24);
  for (uint32_t r = 0; r < repetitions; ++r) {
    image[5][20] = (uint8_t)r;
    for (int y = 1; y < height - 1; ++y)
      for (int x = 16; x < width + 16; x += 16)
        wasm_v128_store(&smooth[y][x], wasm_u8x16_narrow_i16x8(column_sum(&image[y][x], 0), column_sum(&image[y][x], 1)));
  }
  uint32_t sum = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) sum = sum * 31 + smooth[y][x + 16];
  return sum;
}

// ---- memchr

enum { text_size = 1 << 16 };
static uint8_t text[text_size];

static uint32_t find_byte(const uint8_t* from, uint32_t size, uint8_t byte) {
  const v128_t wanted = wasm_i8x16_splat((int8_t)byte);
  for (uint32_t i = 0; i < size; i += 16) {
    const v128_t equal = wasm_i8x16_eq(wasm_v128_load(from + i), wanted);
    if (wasm_v128_any_true(equal)) return i + (uint32_t)__builtin_ctz(wasm_i8x16_bitmask(equal));
  }
  return size;
}

EXPORT(find) uint32_t find(uint32_t repetitions) {
  for (int i = 0; i < text_size; ++i) text[i] = 'a' + i % 23;
  uint32_t sum = 0;
  for (uint32_t r = 0; r < repetitions; ++r) {
    const uint32_t at = text_size - 1 - r * 7 % 1000;
    text[at] = 'z';
    sum = sum * 31 + find_byte(text, text_size, 'z');
    text[at] = 'a';
  }
  return sum;
}

// ---- f32 matrices

enum { order = 128 };
static float left[order][order], right[order][order], product[order][order];

EXPORT(matmul) uint32_t matmul(uint32_t repetitions) {
  seed = 3;
  for (int i = 0; i < order; ++i)
    for (int k = 0; k < order; ++k) {
      left[i][k] = (float)(next_random() >> 20) / 4096;
      right[i][k] = (float)(next_random() >> 20) / 4096;
    }
  for (uint32_t r = 0; r < repetitions; ++r) {
    left[0][r % order] += 1;
    for (int i = 0; i < order; ++i)
      for (int j = 0; j < order; j += 16) {
        v128_t sums[4] = {wasm_f32x4_splat(0), wasm_f32x4_splat(0), wasm_f32x4_splat(0), wasm_f32x4_splat(0)};
        for (int k = 0; k < order; ++k) {
          const v128_t factor = wasm_f32x4_splat(left[i][k]);
          for (int n = 0; n < 4; ++n)
            sums[n] = wasm_f32x4_add(sums[n], wasm_f32x4_mul(factor, wasm_v128_load(&right[k][j + 4 * n])));
        }
        for (int n = 0; n < 4; ++n) wasm_v128_store(&product[i][j + 4 * n], sums[n]);
      }
  }
  uint32_t sum = 0;
  for (int i = 0; i < order; ++i)
    for (int k = 0; k < order; ++k) sum = sum * 31 + (uint32_t)product[i][k];
  return sum;
}

// ---- UTF-8: each error shows in three nibbles, of two neighbouring bytes

enum {
  too_short = 1, too_long = 2, overlong_3 = 4, too_large = 8, surrogate = 16, overlong_2 = 32, too_large_1000 = 64, overlong_4 = 64,
  two_continuations = 128, carry = too_short | too_long | two_continuations,
};

static v128_t after(v128_t now, v128_t before, int bytes) {  // the bytes, each moved up by so many places
  if (bytes == 1) return wasm_i8x16_shuffle(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  if (bytes == 2) return wasm_i8x16_shuffle(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  return wasm_i8x16_shuffle(before, now, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
}

static v128_t errors_of(v128_t input, v128_t previous) {
  const v128_t first_high = wasm_u8x16_const(
      too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long, two_continuations, two_continuations,
      two_continuations, two_continuations, too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
      too_short | too_large | too_large_1000 | overlong_4);
  const v128_t first_low = wasm_u8x16_const(
      carry | overlong_3 | overlong_2 | overlong_4, carry | overlong_2, carry, carry, carry | too_large, carry | too_large | too_large_1000,
      carry | too_large | too_large_1000, carry | too_large | too_large_1000, carry | too_large | too_large_1000,
      carry | too_large | too_large_1000, carry | too_large | too_large_1000, carry | too_large | too_large_1000,
      carry | too_large | too_large_1000, carry | too_large | too_large_1000 | surrogate, carry | too_large | too_large_1000,
      carry | too_large | too_large_1000);
  const v128_t second_high = wasm_u8x16_const(
      too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
      too_long | overlong_2 | two_continuations | overlong_3 | too_large_1000 | overlong_4,
      too_long | overlong_2 | two_continuations | overlong_3 | too_large, too_long | overlong_2 | two_continuations | surrogate | too_large,
      too_long | overlong_2 | two_continuations | surrogate | too_large, too_short, too_short, too_short, too_short);
  const v128_t low_nibble = wasm_i8x16_splat(15);
  const v128_t one_before = after(input, previous, 1);
  const v128_t special = wasm_v128_and(wasm_v128_and(wasm_i8x16_swizzle(first_high, wasm_u8x16_shr(one_before, 4)),
                                                     wasm_i8x16_swizzle(first_low, wasm_v128_and(one_before, low_nibble))),
                                       wasm_i8x16_swizzle(second_high, wasm_u8x16_shr(input, 4)));
  const v128_t third = wasm_u8x16_sub_sat(after(input, previous, 2), wasm_i8x16_splat(0xe0 - 0x80));
  const v128_t fourth = wasm_u8x16_sub_sat(after(input, previous, 3), wasm_i8x16_splat(0xf0 - 0x80));
  return wasm_v128_xor(wasm_v128_and(wasm_v128_or(third, fourth), wasm_i8x16_splat((int8_t)0x80)), special);
}

EXPORT(utf8) uint32_t utf8(uint32_t repetitions) {
  static const uint8_t sample[] = "na\xc3\xafve \xe2\x82\xac 5 \xf0\x9f\x98\x80 x\xe1\xbb\x8bn xo\xc3\xa0 ";
  for (uint32_t i = 0, k = 0; i < text_size; ++i) {
    text[i] = sample[k];
    k = k + 1 < sizeof sample - 1 ? k + 1 : 0;
  }
  for (uint32_t i = text_size - 40; i < text_size; ++i) text[i] = ' ';
  uint32_t sum = 0;
  for (uint32_t r = 0; r < repetitions; ++r) {
    v128_t errors = wasm_i32x4_splat(0), previous = errors;
    if (r % 8 == 7) text[text_size - 20] = 0xff;
    for (uint32_t i = 0; i < text_size; i += 16) {
      const v128_t input = wasm_v128_load(text + i);
      errors = wasm_v128_or(errors, errors_of(input, previous));
      previous = input;
    }
    text[text_size - 20] = ' ';
    sum = sum * 3 + (uint32_t)wasm_v128_any_true(errors);
  }
  return sum;
}

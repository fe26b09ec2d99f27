// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors of 128 bits by GCC's and Clang's vector extensions: a colour conversion of an image, an alpha blend, a 4 x 4
// matrix applied to points, and a search for the longest run of smaller samples.
//
// Such code is written once for all processors, WebAssembly (-msimd128) among them. `test/bench/simd` has kernels that
// use wasm_simd128.h.
#include "program.h"

typedef float f32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));

enum { PIXELS = 16384, POINTS = 4096 };

static f32x4 red[PIXELS / 4], green[PIXELS / 4], blue[PIXELS / 4], luma[PIXELS / 4];
static u16x8 front[PIXELS / 8], back[PIXELS / 8], blended[PIXELS / 8];
static f32x4 points[POINTS];
static i32x4 samples[PIXELS / 4];

static void make_data(uint64_t* random) {
  for (int i = 0; i < PIXELS; ++i) {
    const uint64_t bits = next_random(random);
    red[i / 4][i % 4] = (float)(bits >> 56);
    green[i / 4][i % 4] = (float)(bits >> 48 & 255);
    blue[i / 4][i % 4] = (float)(bits >> 40 & 255);
    front[i / 8][i % 8] = (uint16_t)(bits >> 32 & 255);
    back[i / 8][i % 8] = (uint16_t)(bits >> 24 & 255);
    samples[i / 4][i % 4] = (int32_t)(bits >> 34);
  }
  for (int i = 0; i < POINTS; ++i) points[i] = (f32x4){(float)i, (float)(i % 7), (float)(i % 11), 1};
}

static void to_luma(void) {
  const f32x4 weight_of_red = {0.299f, 0.299f, 0.299f, 0.299f}, weight_of_green = {0.587f, 0.587f, 0.587f, 0.587f},
              weight_of_blue = {0.114f, 0.114f, 0.114f, 0.114f};
  for (int i = 0; i < PIXELS / 4; ++i)
    luma[i] = red[i] * weight_of_red + green[i] * weight_of_green + blue[i] * weight_of_blue;
}

static void blend(uint16_t alpha) {
  const u16x8 over = {alpha, alpha, alpha, alpha, alpha, alpha, alpha, alpha}, under = 256 - over;
  for (int i = 0; i < PIXELS / 8; ++i) blended[i] = (front[i] * over + back[i] * under) >> 8;
}

static void transform(const f32x4* columns) {
  for (int i = 0; i < POINTS; ++i) {
    const f32x4 p = points[i];
    const f32x4 x = __builtin_shufflevector(p, p, 0, 0, 0, 0), y = __builtin_shufflevector(p, p, 1, 1, 1, 1),
                z = __builtin_shufflevector(p, p, 2, 2, 2, 2), w = __builtin_shufflevector(p, p, 3, 3, 3, 3);
    points[i] = x * columns[0] + y * columns[1] + z * columns[2] + w * columns[3];
  }
}

// In each of the four lanes, the longest run of samples below the limit.
static i32x4 longest_runs(int32_t limit) {
  const i32x4 limits = {limit, limit, limit, limit};
  i32x4 run = {0}, longest = {0};
  for (int i = 0; i < PIXELS / 4; ++i) {
    const i32x4 is_below = samples[i] < limits;
    run = (run - is_below) & is_below;
    const i32x4 is_longer = run > longest;
    longest = (run & is_longer) | (longest & ~is_longer);
  }
  return longest;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 55000);
  // A rotation by the angle of a right-angled triangle with sides 3, 4, 5.
  const f32x4 columns[4] = {{0.6f, 0.8f, 0, 0}, {-0.8f, 0.6f, 0, 0}, {0, 0, 1, 0}, {0.25f, -0.5f, 0.125f, 1}};
  uint64_t random = 16, checksum = 0;
  double sum = 0;
  make_data(&random);
  for (int round = 0; round < rounds; ++round) {
    to_luma();
    blend((uint16_t)(round % 257));
    transform(columns);
    const i32x4 runs = longest_runs(1 << 29 | round << 10);
    red[round % (PIXELS / 4)] += 1;
    checksum = mixed(checksum, (uint64_t)(runs[0] + runs[1] + runs[2] + runs[3]) + blended[round % (PIXELS / 8)][3]);
    sum += luma[round % (PIXELS / 4)][round % 4] + points[round % POINTS][0];
    if (round < 2) print_f64("sum", sum);
  }
  print_f64("sum", sum);
  print_u64("checksum", checksum);
  return 0;
}

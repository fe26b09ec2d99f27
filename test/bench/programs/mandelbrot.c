// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The Mandelbrot set as a bitmap, and how many iterations its points take.
//
// A loop of a few double-precision operations whose end depends on their result: no memory, no vectors.
#include "program.h"

enum { WIDTH = 1600, MOST_ITERATIONS = 300 };

static int iterations_at(double real, double imaginary) {
  double x = 0, y = 0;
  for (int i = 0; i < MOST_ITERATIONS; ++i) {
    const double xx = x * x, yy = y * y;
    if (xx + yy > 4) return i;
    y = 2 * x * y + imaginary;
    x = xx - yy + real;
  }
  return MOST_ITERATIONS;
}

int main(int argc, char** argv) {
  const int rows = amount_of_work(argc, argv, 2200);
  static uint8_t bits[WIDTH / 8];
  uint64_t checksum = 0, total = 0, inside = 0;
  for (int row = 0; row < rows; ++row) {
    memset(bits, 0, sizeof bits);
    const double imaginary = -1.2 + 2.4 * row / rows;
    for (int column = 0; column < WIDTH; ++column) {
      const int iterations = iterations_at(-2.1 + 2.8 * column / WIDTH, imaginary);
      total += (uint64_t)iterations;
      if (iterations < MOST_ITERATIONS) continue;
      bits[column / 8] |= (uint8_t)(128 >> column % 8);
      ++inside;
    }
    for (int i = 0; i < WIDTH / 8; ++i) checksum = mixed(checksum, bits[i]);
  }
  printf("inside %" PRIu64 ", iterations %" PRIu64 "\n", inside, total);
  print_u64("checksum", checksum);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dense matrix multiplication in double precision: C = alpha * A * B + beta * C, as BLAS's dgemm defines it.
//
// Three loops in the order i, k, j: the innermost runs along rows of B and C, so that a compiler may vectorise it
// without reordering any sum. It measures whether it still can after translation.
#include "program.h"

enum { ROWS = 200, COLUMNS = 220, INNER = 240 };

static double a[ROWS][INNER], b[INNER][COLUMNS], c[ROWS][COLUMNS];

static void fill(double* values, int count, uint64_t* random) {
  for (int i = 0; i < count; ++i) values[i] = next_random_f64(random) - 0.5;
}

static void multiply(double alpha, double beta) {
  for (int i = 0; i < ROWS; ++i) {
    for (int j = 0; j < COLUMNS; ++j) c[i][j] *= beta;
    for (int k = 0; k < INNER; ++k) {
      const double factor = alpha * a[i][k];
      for (int j = 0; j < COLUMNS; ++j) c[i][j] += factor * b[k][j];
    }
  }
}

int main(int argc, char** argv) {
  const int products = amount_of_work(argc, argv, 340);
  uint64_t random = 2;
  fill(&a[0][0], ROWS * INNER, &random);
  fill(&b[0][0], INNER * COLUMNS, &random);
  for (int i = 0; i < products; ++i) {
    multiply(1.25, 0.5);
    if (i == 0) print_f64("first corner", c[0][0]);
  }
  double sum = 0;
  for (int i = 0; i < ROWS; ++i)
    for (int j = 0; j < COLUMNS; ++j) sum += c[i][j] * (i - j);
  print_f64("last corner", c[ROWS - 1][COLUMNS - 1]);
  print_f64("weighted sum", sum);
  return 0;
}

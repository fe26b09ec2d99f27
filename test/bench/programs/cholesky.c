// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Solves systems of linear equations with a symmetric, positive definite matrix: A = L * transposed L (Cholesky), then
// two triangular substitutions.
//
// The inner loop is a dot product of two rows, whose sum is a chain of additions that may not be reordered: it measures
// loads and scalar double-precision arithmetic in a triangular loop nest. Rows are those of an array of arrays of fixed
// width, as numerical C code has them.
#include <math.h>

#include "program.h"

enum { N = 240 };

static double matrix[N][N], factor[N][N], right[N], solution[N];

static void make_system(uint64_t* random) {
  for (int row = 0; row < N; ++row) {
    for (int column = 0; column <= row; ++column) matrix[row][column] = matrix[column][row] = next_random_f64(random);
    matrix[row][row] += N;
    right[row] = next_random_f64(random);
  }
}

static void factorize(void) {
  for (int row = 0; row < N; ++row) {
    for (int column = 0; column <= row; ++column) {
      double sum = matrix[row][column];
      for (int k = 0; k < column; ++k) sum -= factor[row][k] * factor[column][k];
      factor[row][column] = row == column ? sqrt(sum) : sum / factor[column][column];
    }
  }
}

static void substitute(void) {
  for (int row = 0; row < N; ++row) {
    double sum = right[row];
    for (int k = 0; k < row; ++k) sum -= factor[row][k] * solution[k];
    solution[row] = sum / factor[row][row];
  }
  for (int row = N - 1; row >= 0; --row) {
    double sum = solution[row];
    for (int k = row + 1; k < N; ++k) sum -= factor[k][row] * solution[k];
    solution[row] = sum / factor[row][row];
  }
}

static double largest_residual(void) {
  double largest = 0;
  for (int row = 0; row < N; ++row) {
    double residual = -right[row];
    for (int column = 0; column < N; ++column) residual += matrix[row][column] * solution[column];
    if (fabs(residual) > largest) largest = fabs(residual);
  }
  return largest;
}

int main(int argc, char** argv) {
  const int systems = amount_of_work(argc, argv, 500);
  uint64_t random = 1;
  double norm = 0;
  for (int system = 0; system < systems; ++system) {
    make_system(&random);
    factorize();
    substitute();
    for (int row = 0; row < N; ++row) norm += solution[row] * solution[row];
    if (system == 0) print_f64("first residual", largest_residual());
  }
  print_f64("last diagonal", factor[N - 1][N - 1]);
  print_f64("norm", norm);
  return 0;
}

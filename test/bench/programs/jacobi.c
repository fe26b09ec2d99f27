// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heat in a plate: Jacobi's iteration on a grid with a five-point stencil, between two grids that change roles.
//
// The grids are on the heap and as large as the program wishes, so that the index is computed (row * width + column).
// All loads of a row are independent of its stores, which a compiler must find out to vectorise it.
#include <math.h>

#include "program.h"

static void relax(const double* from, double* to, int width, int height) {
  for (int row = 1; row < height - 1; ++row) {
    for (int column = 1; column < width - 1; ++column) {
      const int here = row * width + column;
      to[here] = 0.2 * (from[here] + from[here - 1] + from[here + 1] + from[here - width] + from[here + width]);
    }
  }
}

static void set_edges(double* grid, int width, int height) {
  for (int i = 0; i < width * height; ++i) grid[i] = 0;
  for (int column = 0; column < width; ++column) grid[column] = 100;
  for (int row = 0; row < height; ++row) grid[row * width] = 50, grid[row * width + width - 1] = -20;
}

static double largest_change(const double* before, const double* after, int count) {
  double largest = 0;
  for (int i = 0; i < count; ++i) {
    const double change = fabs(after[i] - before[i]);
    if (change > largest) largest = change;
  }
  return largest;
}

int main(int argc, char** argv) {
  const int width = 310, height = 290;
  const int pairs = amount_of_work(argc, argv, 8000);
  double* grid = (double*)allocate(sizeof(double) * width * height);
  double* next = (double*)allocate(sizeof(double) * width * height);
  set_edges(grid, width, height);
  set_edges(next, width, height);
  for (int i = 0; i < pairs; ++i) {
    relax(grid, next, width, height);
    relax(next, grid, width, height);
    if (i % 1000 == 0) print_f64("change", largest_change(grid, next, width * height));
  }
  double sum = 0;
  for (int i = 0; i < width * height; ++i) sum += grid[i];
  print_f64("middle", grid[height / 2 * width + width / 2]);
  print_f64("sum", sum);
  free(grid);
  free(next);
  return 0;
}

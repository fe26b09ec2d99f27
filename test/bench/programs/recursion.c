// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that call themselves: Fibonacci's numbers, Ackermann's and Takeuchi's functions, the towers of Hanoi, and
// the queens that do not threaten each other.
//
// It measures calls: what a prologue saves, which registers hold arguments, what a function does at its entry.
#include "program.h"

static uint32_t fibonacci(uint32_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0) return n + 1;
  return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static int takeuchi(int x, int y, int z) {
  return y >= x ? z : takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

static uint32_t pegs[3];

static void move_tower(int height, int from, int to, int over) {
  if (height == 0) return;
  move_tower(height - 1, from, over, to);
  --pegs[from];
  ++pegs[to];
  move_tower(height - 1, over, to, from);
}

// Ways to place a queen in each row that is left; bits are columns that are taken, straight and along both diagonals.
static uint32_t queens(uint32_t board, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == board) return 1;
  uint32_t ways = 0;
  for (uint32_t free = board & ~(columns | left | right); free; free &= free - 1) {
    const uint32_t place = free & (0 - free);
    ways += queens(board, columns | place, (left | place) << 1, (right | place) >> 1);
  }
  return ways;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 600);
  uint64_t checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    const uint32_t numbers = fibonacci(24 + (uint32_t)round % 3),
                   steps = ackermann(2, 300 + (uint32_t)round % 50) + ackermann(3, 6);
    const int calls = takeuchi(14, 8, round % 3);
    const uint32_t ways = queens((1u << (7 + round % 3)) - 1, 0, 0, 0);
    pegs[0] = 16;
    move_tower(16, 0, 2, 1);
    if (round < 3) printf("%" PRIu32 " %" PRIu32 " %d %" PRIu32 " %" PRIu32 "\n", numbers, steps, calls, ways, pegs[2]);
    checksum = mixed(mixed(mixed(mixed(checksum, numbers), steps), (uint32_t)calls), ways);
    pegs[2] = 0;
  }
  print_u64("checksum", checksum);
  return 0;
}

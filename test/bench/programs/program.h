// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every benchmark program does alike: it takes how much work to do, and prints what must be equal however it was
// built.
//
//     int main(int argc, char** argv) {
//       const int rounds = amount_of_work(argc, argv, 400);   // 400 without an argument, 8 for the argument 2 (per
//       cent) … print_f64("energy", energy);                          // energy 3fb5a4b6d2ad2d3c (0.0845)
//     }
//
// The full work takes about a second when compiled natively. Floating-point results are printed as bit patterns, so
// that outputs can be compared to the byte, with the value beside it for people. Random numbers are xorshift64*'s: the
// C library's differ from platform to platform. Nothing here is called in an inner loop, save next_random where data is
// made.
#ifndef PROGRAM_H
#define PROGRAM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// `full`, or the percentage of it that the first argument names; at least 1.
static inline int amount_of_work(int argc, char** argv, int full) {
  const int percent = argc > 1 ? atoi(argv[1]) : 100;
  const int amount = (int)((long long)full * percent / 100);
  return amount < 1 ? 1 : amount;
}

static inline uint64_t next_random(uint64_t* state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545f4914f6cdd1dULL;
}

// In [0, 1).
static inline double next_random_f64(uint64_t* state) { return (double)(next_random(state) >> 11) * 0x1p-53; }

// Carries a value into a checksum in which the order counts.
static inline uint64_t mixed(uint64_t checksum, uint64_t value) {
  return (checksum ^ value) * 0x100000001b3ULL + (checksum >> 29);
}

static inline void print_u64(const char* name, uint64_t value) { printf("%s %" PRIx64 "\n", name, value); }

static inline void print_f64(const char* name, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  printf("%s %016" PRIx64 " (%.4g)\n", name, bits, value);
}

// Memory, or the end of the program.
static inline void* allocate(size_t bytes) {
  void* memory = malloc(bytes);
  if (memory) return memory;
  fprintf(stderr, "out of memory\n");
  exit(1);
}

#endif

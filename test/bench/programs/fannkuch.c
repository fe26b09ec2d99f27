// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fannkuch ("pancake flips"): for every permutation of 0..n-1, reverses the first p[0] + 1 elements until a 0 comes
// first, and finds the longest such run.
//
// Short loops over a small array of integers, whose lengths the branch predictor cannot know. Several sets of labels
// for the same permutations give the amount of work.
#include "program.h"

enum { N = 9 };

static int flips_of(const int* permutation) {
  int p[N];
  memcpy(p, permutation, sizeof p);
  int flips = 0;
  while (p[0] != 0) {
    for (int low = 0, high = p[0]; low < high; ++low, --high) {
      const int kept = p[low];
      p[low] = p[high];
      p[high] = kept;
    }
    ++flips;
  }
  return flips;
}

// Rotates the first `length` elements by one.
static void rotate(int* permutation, int length) {
  const int first = permutation[0];
  for (int i = 0; i + 1 < length; ++i) permutation[i] = permutation[i + 1];
  permutation[length - 1] = first;
}

// All permutations in the order of factorial counting, from a given one; the sum of their flips with alternating sign.
static int visit_all(int* permutation, int* longest) {
  int count[N] = {0}, checksum = 0, sign = 1;
  for (;;) {
    const int flips = flips_of(permutation);
    if (flips > *longest) *longest = flips;
    checksum += sign * flips;
    sign = -sign;
    int place = 1;
    for (; place < N; ++place) {
      rotate(permutation, place + 1);
      if (++count[place] <= place) break;
      count[place] = 0;
    }
    if (place == N) return checksum;
  }
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 55);
  uint64_t checksum = 0;
  int longest = 0;
  for (int round = 0; round < rounds; ++round) {
    int permutation[N];
    for (int i = 0; i < N; ++i) permutation[i] = (i * (round % 2 ? 2 : 1) + round) % N;
    const int sum = visit_all(permutation, &longest);
    if (round < 2) printf("round %d: %d\n", round, sum);
    checksum = mixed(checksum, (uint32_t)sum);
  }
  printf("longest %d\n", longest);
  print_u64("checksum", checksum);
  return 0;
}

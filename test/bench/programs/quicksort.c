// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Quicksort of 32-bit integers, written by hand: median of three, recursion into the smaller half, insertion sort at
// the end.
//
// Compares that no predictor can foretell, and two indices that approach each other. The keys are random, nearly sorted
// and full of equals, in turn.
#include "program.h"

enum { COUNT = 200000 };

static int32_t keys[COUNT];

static void swap(int32_t* a, int32_t* b) {
  const int32_t kept = *a;
  *a = *b;
  *b = kept;
}

static void insertion_sort(int32_t* values, int count) {
  for (int i = 1; i < count; ++i) {
    const int32_t value = values[i];
    int j = i;
    for (; j > 0 && values[j - 1] > value; --j) values[j] = values[j - 1];
    values[j] = value;
  }
}

static int32_t median_of_three(int32_t* values, int count) {
  const int middle = count / 2;
  if (values[middle] < values[0]) swap(&values[middle], &values[0]);
  if (values[count - 1] < values[0]) swap(&values[count - 1], &values[0]);
  if (values[count - 1] < values[middle]) swap(&values[count - 1], &values[middle]);
  return values[middle];
}

// Hoare's partition; gives how many elements the lower part has.
static int partition(int32_t* values, int count) {
  const int32_t pivot = median_of_three(values, count);
  int low = -1, high = count;
  for (;;) {
    do ++low;
    while (values[low] < pivot);
    do --high;
    while (values[high] > pivot);
    if (low >= high) return high + 1;
    swap(&values[low], &values[high]);
  }
}

static void quicksort(int32_t* values, int count) {
  while (count > 16) {
    const int lower = partition(values, count);
    if (lower < count - lower) {
      quicksort(values, lower);
      values += lower;
      count -= lower;
    } else {
      quicksort(values + lower, count - lower);
      count = lower;
    }
  }
  insertion_sort(values, count);
}

static void make_keys(int kind, uint64_t* random) {
  for (int i = 0; i < COUNT; ++i) {
    const uint32_t bits = (uint32_t)(next_random(random) >> 32);
    keys[i] = kind == 0 ? (int32_t)bits : kind == 1 ? (int32_t)(i * 8 + bits % 64) : (int32_t)(bits % 100);
  }
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 100);
  uint64_t random = 3, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    make_keys(round % 3, &random);
    quicksort(keys, COUNT);
    for (int i = 1; i < COUNT; ++i) {
      if (keys[i - 1] <= keys[i]) continue;
      printf("not sorted at %d\n", i);
      return 1;
    }
    checksum = mixed(checksum, (uint32_t)keys[COUNT / 2]);
    if (round < 3) printf("smallest %" PRId32 ", median %" PRId32 "\n", keys[0], keys[COUNT / 2]);
  }
  print_u64("checksum", checksum);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memcpy, memmove, memset and memcmp of all sizes: structures of constant size, short strings, lines, pages,
// overlapping blocks, and a ring buffer.
//
// Clang writes memory.copy and memory.fill for what it does not open out, and calls the C library for memcmp.
#include "program.h"

struct record {
  uint64_t words[5];
};

enum { RECORDS = 1024, ARENA = 1 << 18 };

static struct record records[RECORDS];
static uint8_t arena[ARENA], other[ARENA];

static uint64_t shuffle_records(uint64_t* random, int times) {
  uint64_t sum = 0;
  for (int i = 0; i < times; ++i) {
    const uint64_t bits = next_random(random) >> 12;
    struct record* a = &records[bits % RECORDS];
    struct record* b = &records[(bits >> 20) % RECORDS];
    const struct record kept = *a;
    memmove(a, b, sizeof *a);
    memcpy(b, &kept, sizeof *b);
    a->words[i % 5] += bits;
    sum += a->words[0];
  }
  return sum;
}

// Copies and fills of `size` bytes on average.
static uint64_t blocks_of(uint32_t size, int times, uint64_t* random) {
  uint64_t checksum = 0;
  for (int i = 0; i < times; ++i) {
    const uint64_t bits = next_random(random) >> 8;
    const uint32_t count = (uint32_t)(bits % (2 * size)), from = (uint32_t)(bits >> 20) % (ARENA - 2 * size),
                   to = (uint32_t)(bits >> 36) % (ARENA - 2 * size);
    memcpy(other + to, arena + from, count);
    memset(arena + from, (int)(bits >> 50), count / 2);
    checksum = mixed(checksum, (uint64_t)(memcmp(other + from, arena + from, count) < 0) + other[to]);
  }
  return checksum;
}

// Lines are inserted and removed at random places of a text, which moves the rest of it.
static uint64_t edit_text(int times, uint64_t* random) {
  static const char line[] = "The quick brown fox jumps over the lazy dog.\n";
  const size_t length = sizeof line - 1;
  size_t end = 0;
  for (int i = 0; i < times; ++i) {
    const uint64_t bits = next_random(random) >> 8;
    const size_t lines = end / length, at = lines ? bits / 2 % lines * length : 0;
    if (lines > 400 || (lines > 100 && bits & 1)) {
      memmove(arena + at, arena + at + length, end - at - length);
      end -= length;
    } else {
      memmove(arena + at + length, arena + at, end - at);
      memcpy(arena + at, line, length);
      arena[at] = (uint8_t)('A' + bits % 26);
      end += length;
    }
  }
  uint64_t checksum = end;
  for (size_t i = 0; i < end; i += length) checksum = mixed(checksum, arena[i]);
  return checksum;
}

// A queue in a ring, filled and drained in pieces that wrap around its end.
static uint64_t pass_through_ring(int times, uint64_t* random) {
  static uint8_t ring[4096], piece[512];
  uint64_t checksum = 0;
  size_t head = 0;
  for (int i = 0; i < times; ++i) {
    const size_t count = 1 + (next_random(random) >> 20) % sizeof piece,
                 first = sizeof ring - head < count ? sizeof ring - head : count;
    memset(piece, i & 255, count);
    memcpy(ring + head, piece, first);
    memcpy(ring, piece + first, count - first);
    head = (head + count) % sizeof ring;
    checksum = mixed(checksum, ring[(head + 4000) % sizeof ring]);
  }
  return checksum;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 200);
  uint64_t random = 13, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    const uint64_t sums[] = {shuffle_records(&random, 60000),  blocks_of(6, 60000, &random),
                             blocks_of(50, 40000, &random),    blocks_of(1000, 8000, &random),
                             blocks_of(50000, 80, &random),    edit_text(3000, &random),
                             pass_through_ring(20000, &random)};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; ++i) {
      if (round == 0) print_u64("sum", sums[i]);
      checksum = mixed(checksum, sums[i]);
    }
  }
  print_u64("checksum", checksum);
  return 0;
}

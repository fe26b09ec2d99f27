// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CRC-32 and Adler-32, the two checks of zlib's formats, over a buffer: one byte at a time through a table, four bytes
// at a time through four tables (slicing), and sums modulo 65521.
//
// Byte loads, and a load whose address is the result of the one before.
#include "program.h"

enum { BYTES = 1 << 20 };

static uint8_t data[BYTES];
static uint32_t tables[4][256];

static void make_tables(void) {
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    tables[0][i] = crc;
  }
  for (int slice = 1; slice < 4; ++slice)
    for (int i = 0; i < 256; ++i) tables[slice][i] = tables[slice - 1][i] >> 8 ^ tables[0][tables[slice - 1][i] & 255];
}

static uint32_t crc_by_bytes(uint32_t crc, const uint8_t* bytes, size_t count) {
  crc = ~crc;
  for (size_t i = 0; i < count; ++i) crc = crc >> 8 ^ tables[0][(crc ^ bytes[i]) & 255];
  return ~crc;
}

static uint32_t crc_by_words(uint32_t crc, const uint8_t* bytes, size_t count) {
  crc = ~crc;
  for (; count >= 4; bytes += 4, count -= 4) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    crc ^= word;
    crc = tables[3][crc & 255] ^ tables[2][crc >> 8 & 255] ^ tables[1][crc >> 16 & 255] ^ tables[0][crc >> 24];
  }
  return crc_by_bytes(~crc, bytes, count);
}

static uint32_t adler(const uint8_t* bytes, size_t count) {
  uint32_t low = 1, high = 0;
  while (count > 0) {
    const size_t run = count < 5000 ? count : 5000;
    for (size_t i = 0; i < run; ++i) {
      low += bytes[i];
      high += low;
    }
    low %= 65521;
    high %= 65521;
    bytes += run;
    count -= run;
  }
  return high << 16 | low;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 420);
  uint64_t random = 5, checksum = 0;
  make_tables();
  for (int i = 0; i < BYTES; ++i) data[i] = (uint8_t)(next_random(&random) >> 56);
  for (int round = 0; round < rounds; ++round) {
    const size_t start = (size_t)round % 64;
    const uint32_t slow = crc_by_bytes(0, data + start, BYTES / 2), fast = crc_by_words(0, data + start, BYTES / 2);
    const uint32_t sum = adler(data + start, BYTES - start);
    if (slow != fast) return 1;
    if (round < 3) printf("crc %08" PRIx32 ", adler %08" PRIx32 "\n", slow, sum);
    checksum = mixed(mixed(checksum, fast), sum);
    data[round] ^= 0x5a;
  }
  print_u64("checksum", checksum);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lossless compression: repeated strings are found with a hash table (LZ77), literals and matches are written with a
// small range coder that learns probabilities, and all of it is read back and compared.
//
// Byte loops, hash look-ups, bits that depend on each other, and branches that follow the data.
#include "program.h"

enum { INPUT = 100000, HASHES = 1 << 12, SHORTEST = 4, LONGEST = SHORTEST + 255, CONTEXTS = 4 };

static uint8_t input[INPUT], packed[INPUT * 2], output[INPUT];

// The range coder, of one bit with a probability of 12 bits that adapts.

struct coder {
  uint32_t low, high, code;
  uint8_t* at;
};

static int code_bit(struct coder* coder, uint16_t* probability, int bit, int is_reading) {
  const uint32_t middle = coder->low + (uint32_t)((uint64_t)(coder->high - coder->low) * *probability >> 12);
  if (is_reading) bit = coder->code <= middle;
  if (bit) {
    coder->high = middle;
    *probability = (uint16_t)(*probability + ((4096 - *probability) >> 5));
  } else {
    coder->low = middle + 1;
    *probability = (uint16_t)(*probability - (*probability >> 5));
  }
  while ((coder->low ^ coder->high) >> 24 == 0) {
    if (is_reading)
      coder->code = coder->code << 8 | *coder->at++;
    else
      *coder->at++ = (uint8_t)(coder->high >> 24);
    coder->low <<= 8;
    coder->high = coder->high << 8 | 255;
  }
  return bit;
}

static uint32_t code_byte(struct coder* coder, uint16_t* tree, uint32_t value, int is_reading) {
  uint32_t node = 1;
  for (int shift = 7; shift >= 0; --shift)
    node = node * 2 + (uint32_t)code_bit(coder, &tree[node], (int)(value >> shift & 1), is_reading);
  return node & 255;
}

// What is learned: whether a match follows, literals by the two upper bits of the byte before, lengths, distances.
struct model {
  uint16_t is_match, literal[CONTEXTS][256], length[256], near_[256], far_[256];
};

static void forget(struct model* model) {
  uint16_t* each = (uint16_t*)model;
  for (size_t i = 0; i < sizeof *model / sizeof *each; ++i) each[i] = 2048;
}

static uint32_t hash_of(const uint8_t* bytes) {
  uint32_t word;
  memcpy(&word, bytes, sizeof word);
  return word * 2654435761u >> 20;
}

static uint32_t match_length(uint32_t earlier, uint32_t here) {
  uint32_t length = 0;
  while (length < LONGEST && here + length < INPUT && input[earlier + length] == input[here + length]) ++length;
  return length;
}

static size_t pack(struct model* model) {
  static uint32_t last[HASHES];
  struct coder coder = {0, 0xffffffff, 0, packed};
  forget(model);
  memset(last, 0, sizeof last);
  for (uint32_t here = 0; here < INPUT;) {
    uint32_t length = 0, distance = 0;
    if (here + SHORTEST <= INPUT) {
      uint32_t* candidate = &last[hash_of(input + here)];
      distance = here - *candidate;
      if (distance > 0 && distance < 0x10000) length = match_length(*candidate, here);
      *candidate = here;
    }
    code_bit(&coder, &model->is_match, length >= SHORTEST, 0);
    if (length < SHORTEST) {
      code_byte(&coder, model->literal[here ? input[here - 1] >> 6 : 0], input[here], 0);
      ++here;
      continue;
    }
    code_byte(&coder, model->length, length - SHORTEST, 0);
    code_byte(&coder, model->far_, distance >> 8, 0);
    code_byte(&coder, model->near_, distance & 255, 0);
    here += length;
  }
  for (int i = 0; i < 4; ++i, coder.low <<= 8) *coder.at++ = (uint8_t)(coder.low >> 24);
  return (size_t)(coder.at - packed);
}

static void unpack(struct model* model) {
  struct coder coder = {0, 0xffffffff, 0, packed};
  forget(model);
  for (int i = 0; i < 4; ++i) coder.code = coder.code << 8 | *coder.at++;
  for (uint32_t here = 0; here < INPUT;) {
    if (!code_bit(&coder, &model->is_match, 0, 1)) {
      output[here] = (uint8_t)code_byte(&coder, model->literal[here ? output[here - 1] >> 6 : 0], 0, 1);
      ++here;
      continue;
    }
    uint32_t length = code_byte(&coder, model->length, 0, 1) + SHORTEST;
    uint32_t distance = code_byte(&coder, model->far_, 0, 1) << 8;
    distance |= code_byte(&coder, model->near_, 0, 1);
    for (; length > 0; --length, ++here) output[here] = output[here - distance];
  }
}

// Text-like: words of a made-up vocabulary, often repeated, with noise.
static void make_input(uint64_t* random) {
  for (uint32_t i = 0; i < INPUT;) {
    const uint64_t bits = next_random(random) >> 16;
    uint64_t word = (bits % 300 + 1) * 0x9e3779b97f4a7c15ULL;
    for (uint32_t letters = 2 + (uint32_t)(word >> 60) / 2; letters > 0 && i < INPUT; --letters, word >>= 5)
      input[i++] = (uint8_t)('a' + word % 26);
    if (i < INPUT) input[i++] = bits & 0x3e000 ? ' ' : (uint8_t)(bits >> 20);
  }
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 170);
  static struct model model;
  uint64_t random = 15, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    make_input(&random);
    const size_t size = pack(&model);
    unpack(&model);
    if (memcmp(input, output, INPUT) != 0) {
      printf("not the same in round %d\n", round);
      return 1;
    }
    if (round < 3) printf("packed %zu\n", size);
    checksum = mixed(mixed(checksum, size), packed[size / 2]);
  }
  print_u64("checksum", checksum);
  return 0;
}

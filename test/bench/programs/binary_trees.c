// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Binary trees that are built, walked and freed, beside one that lives on; a second part frees its blocks, of many
// sizes, in another order than it took them.
//
// It measures malloc and free (natively the C library's of the system, in WebAssembly that of wasi-libc), recursion,
// and loads that depend on each other.
#include "program.h"

struct node {
  struct node *left, *right;
};

static struct node* grow(int depth) {
  struct node* node = (struct node*)allocate(sizeof *node);
  node->left = depth > 0 ? grow(depth - 1) : NULL;
  node->right = depth > 0 ? grow(depth - 1) : NULL;
  return node;
}

static uint32_t count(const struct node* node) { return node ? 1 + count(node->left) + count(node->right) : 0; }

static void fell(struct node* node) {
  if (!node) return;
  fell(node->left);
  fell(node->right);
  free(node);
}

enum { BLOCKS = 3000 };

static uint64_t exchange_blocks(uint64_t* random, int times) {
  static uint8_t* blocks[BLOCKS];
  static size_t sizes[BLOCKS];
  uint64_t checksum = 0;
  for (int i = 0; i < times; ++i) {
    const uint64_t bits = next_random(random) >> 8;
    const size_t place = bits % BLOCKS;
    if (blocks[place]) checksum = mixed(checksum, blocks[place][sizes[place] - 1]);
    free(blocks[place]);
    sizes[place] = 1 + (size_t)(bits >> 20) % (bits & (1ULL << 50) ? 2000 : 100);
    blocks[place] = (uint8_t*)allocate(sizes[place]);
    blocks[place][sizes[place] - 1] = (uint8_t)(bits >> 40);
  }
  for (int i = 0; i < BLOCKS; ++i) {
    free(blocks[i]);
    blocks[i] = NULL;
  }
  return checksum;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 100);
  uint64_t random = 11, checksum = 0;
  struct node* long_lived = grow(15);
  for (int round = 0; round < rounds; ++round) {
    uint32_t nodes = 0;
    for (int depth = 4; depth <= 14; depth += 2) {
      struct node* tree = grow(depth);
      nodes += count(tree);
      fell(tree);
    }
    const uint64_t blocks = exchange_blocks(&random, 100000);
    if (round < 2) printf("nodes %" PRIu32 ", blocks %" PRIx64 "\n", nodes, blocks);
    checksum = mixed(mixed(checksum, nodes), blocks);
  }
  printf("long-lived %" PRIu32 "\n", count(long_lived));
  fell(long_lived);
  print_u64("checksum", checksum);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hash table from 64-bit keys to counts: open addressing, linear probing, doubled when it is half full, with removal
// by moving entries back.
//
// Unpredictable loads from a table larger than the first-level cache, a multiplication for each hash, short probe
// loops.
#include "program.h"

struct entry {
  uint64_t key;  // 0: free
  uint64_t count;
};

struct table {
  struct entry* entries;
  uint32_t mask, used;
};

static void set_up(struct table* table, uint32_t size) {
  table->entries = (struct entry*)allocate(size * sizeof(struct entry));
  memset(table->entries, 0, size * sizeof(struct entry));
  table->mask = size - 1;
  table->used = 0;
}

static uint32_t home_of(const struct table* table, uint64_t key) {
  return (uint32_t)(key * 0x9e3779b97f4a7c15ULL >> 33) & table->mask;
}

static struct entry* find(const struct table* table, uint64_t key) {
  uint32_t place = home_of(table, key);
  while (table->entries[place].key != key && table->entries[place].key != 0) place = (place + 1) & table->mask;
  return &table->entries[place];
}

static void grow(struct table* table) {
  const struct table old = *table;
  set_up(table, (old.mask + 1) * 2);
  for (uint32_t i = 0; i <= old.mask; ++i)
    if (old.entries[i].key != 0) *find(table, old.entries[i].key) = old.entries[i];
  table->used = old.used;
  free(old.entries);
}

static void add(struct table* table, uint64_t key) {
  struct entry* entry = find(table, key);
  ++entry->count;
  if (entry->key == key) return;
  entry->key = key;
  if (++table->used * 2 > table->mask) grow(table);
}

static int discard(struct table* table, uint64_t key) {
  uint32_t hole = (uint32_t)(find(table, key) - table->entries);
  if (table->entries[hole].key == 0) return 0;
  for (uint32_t place = (hole + 1) & table->mask; table->entries[place].key != 0; place = (place + 1) & table->mask) {
    const uint32_t home = home_of(table, table->entries[place].key);
    if (((place - home) & table->mask) < ((place - hole) & table->mask)) continue;
    table->entries[hole] = table->entries[place];
    hole = place;
  }
  table->entries[hole].key = table->entries[hole].count = 0;
  --table->used;
  return 1;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 150);
  uint64_t random = 6, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    struct table table;
    set_up(&table, 64);
    for (int i = 0; i < 150000; ++i) add(&table, next_random(&random) % 60000 + 1);
    uint64_t removed = 0, hits = 0;
    for (uint64_t key = 1; key < 60000; key += 3) removed += (uint64_t)discard(&table, key);
    for (uint64_t key = 1; key < 120000; ++key) hits += find(&table, key)->count;
    if (round < 3) printf("used %" PRIu32 ", removed %" PRIu64 ", hits %" PRIu64 "\n", table.used, removed, hits);
    checksum = mixed(mixed(checksum, removed), hits);
    free(table.entries);
  }
  print_u64("checksum", checksum);
  return 0;
}

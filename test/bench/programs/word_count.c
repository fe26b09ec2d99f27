// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts lines, words and their frequencies in a text, with the C library's functions for strings and with loops over
// bytes: strlen, strchr, strcmp, strstr, upper case, an edit distance, UTF-8.
//
// Byte loads in short loops. The library's functions are processor-specific natively, and wasi-libc's C otherwise.
#include "program.h"

static const char* const vocabulary[] = {"the", "of",       "a",       "translator", "module",      "memory", "in",
                                         "to",  "compiler", "wörter",  "naïve",      "instruction", "is",     "loops",
                                         "and", "stack",    "operand", "validation", "that",        "x"};

enum { WORDS = 20, TEXT = 60000, BUCKETS = 256 };

static char text[TEXT + 64], copy[TEXT + 64];

static void make_text(uint64_t* random) {
  size_t end = 0;
  while (end < TEXT) {
    const uint64_t bits = next_random(random) >> 24;
    const char* word = vocabulary[bits % WORDS];
    const size_t length = strlen(word);
    memcpy(text + end, word, length);
    end += length;
    text[end++] = (bits >> 20) % 12 == 0 ? '\n' : ' ';
  }
  text[end] = 0;
}

struct word {
  struct word* next;
  uint32_t count;
  char spelling[24];
};

static uint64_t frequencies(char* at) {
  static struct word pool[WORDS * 2];
  struct word* buckets[BUCKETS] = {0};
  uint32_t used = 0;
  uint64_t checksum = 0;
  for (char* word = strtok(at, " \n"); word; word = strtok(NULL, " \n")) {
    uint32_t hash = 2166136261u;
    for (const char* c = word; *c; ++c) hash = (hash ^ (uint8_t)*c) * 16777619u;
    struct word** place = &buckets[hash % BUCKETS];
    while (*place && strcmp((*place)->spelling, word) != 0) place = &(*place)->next;
    if (!*place) {
      *place = &pool[used++];
      (*place)->next = NULL;
      (*place)->count = 0;
      strcpy((*place)->spelling, word);
    }
    ++(*place)->count;
  }
  for (uint32_t i = 0; i < used; ++i) checksum = mixed(checksum, pool[i].count + strlen(pool[i].spelling));
  return checksum;
}

static uint32_t count_lines(const char* at) {
  uint32_t lines = 0;
  while ((at = strchr(at, '\n'))) ++at, ++lines;
  return lines;
}

static uint32_t count_words(const char* at) {
  uint32_t words = 0;
  int is_inside = 0;
  for (; *at; ++at) {
    const int is_space = *at == ' ' || *at == '\n';
    words += !is_space && !is_inside;
    is_inside = !is_space;
  }
  return words;
}

static uint32_t count_occurrences(const char* at, const char* wanted) {
  uint32_t count = 0;
  for (; (at = strstr(at, wanted)); ++at) ++count;
  return count;
}

static uint32_t count_characters(const char* at, size_t length) {
  uint32_t count = 0;
  for (size_t i = 0; i < length; ++i) count += (at[i] & 0xc0) != 0x80;
  return count;
}

static void to_upper(char* at) {
  for (; *at; ++at)
    if (*at >= 'a' && *at <= 'z') *at = (char)(*at - 'a' + 'A');
}

static uint32_t edit_distance(const char* a, const char* b, uint32_t length) {
  uint16_t row[201];
  for (uint32_t j = 0; j <= length; ++j) row[j] = (uint16_t)j;
  for (uint32_t i = 1; i <= length; ++i) {
    uint16_t diagonal = row[0];
    row[0] = (uint16_t)i;
    for (uint32_t j = 1; j <= length; ++j) {
      const uint16_t replaced = (uint16_t)(diagonal + (a[i - 1] != b[j - 1]));
      const uint16_t shorter = row[j] < row[j - 1] ? row[j] : row[j - 1];
      diagonal = row[j];
      row[j] = replaced < shorter + 1 ? replaced : (uint16_t)(shorter + 1);
    }
  }
  return row[length];
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 1000);
  uint64_t random = 14, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    make_text(&random);
    const uint32_t lines = count_lines(text), words = count_words(text), found = count_occurrences(text, "the module");
    const uint32_t characters = count_characters(text, strlen(text)), distance = edit_distance(text, text + 30000, 200);
    strcpy(copy, text);
    to_upper(copy);
    const uint64_t ranks = frequencies(copy);
    if (round < 2)
      printf("lines %" PRIu32 ", words %" PRIu32 ", found %" PRIu32 ", characters %" PRIu32 ", distance %" PRIu32 "\n",
             lines, words, found, characters, distance);
    checksum = mixed(mixed(mixed(mixed(mixed(mixed(checksum, lines), words), found), characters), distance), ranks);
  }
  print_u64("checksum", checksum);
  return 0;
}

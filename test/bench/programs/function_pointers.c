// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls through tables of function pointers: a state machine whose states are functions, a chain of filters that is set
// up at run time, and callbacks with different signatures.
//
// An indirect call in WebAssembly checks the index, for null, and the type. The functions do little, so that the call
// is what is measured.
#include "program.h"

struct lexer {
  uint32_t words, numbers, symbols, blanks;
};

typedef int (*state)(struct lexer*, uint8_t);

enum { BLANK, WORD, NUMBER, SYMBOL, STATES };

static int class_of(uint8_t byte) {
  if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) return WORD;
  if (byte >= '0' && byte <= '9') return NUMBER;
  return byte <= ' ' ? BLANK : SYMBOL;
}

static int in_blank(struct lexer* lexer, uint8_t byte) {
  const int next = class_of(byte);
  lexer->blanks += next != BLANK;
  return next;
}

static int in_word(struct lexer* lexer, uint8_t byte) {
  const int next = class_of(byte);
  if (next == WORD || next == NUMBER) return WORD;
  ++lexer->words;
  return next;
}

static int in_number(struct lexer* lexer, uint8_t byte) {
  const int next = class_of(byte);
  lexer->numbers += next != NUMBER;
  return next;
}

static int in_symbol(struct lexer* lexer, uint8_t byte) {
  ++lexer->symbols;
  return class_of(byte);
}

static const state states[STATES] = {in_blank, in_word, in_number, in_symbol};

typedef int32_t (*filter)(int32_t sample, int32_t parameter);

static int32_t gain(int32_t sample, int32_t parameter) { return sample * parameter >> 4; }
static int32_t offset(int32_t sample, int32_t parameter) { return sample + parameter; }
static int32_t clip(int32_t sample, int32_t parameter) {
  return sample > parameter ? parameter : sample < -parameter ? -parameter : sample;
}
static int32_t invert(int32_t sample, int32_t parameter) { return parameter - sample; }
static int32_t quantize(int32_t sample, int32_t parameter) { return sample & ~parameter; }

static filter const filters[] = {gain, offset, clip, invert, quantize};

struct stage {
  filter apply;
  int32_t parameter;
};

enum { STAGES = 12 };

static void set_up(struct stage* chain, uint64_t* random) {
  static const int32_t parameters[] = {17, 9, 20000, 3, 7};
  for (int i = 0; i < STAGES; ++i) {
    const unsigned which = (unsigned)(next_random(random) >> 40) % 5;
    chain[i].apply = filters[which];
    chain[i].parameter = parameters[which];
  }
}

static int32_t filtered(const struct stage* chain, int32_t sample) {
  for (int i = 0; i < STAGES; ++i) sample = chain[i].apply(sample, chain[i].parameter);
  return sample;
}

typedef double (*curve)(double);

static double line(double x) { return 2 * x + 1; }
static double parabola(double x) { return x * x - x; }
static double hyperbola(double x) { return 1 / (x + 1); }

static double integral_of(curve function, double from, double to, int steps) {
  const double width = (to - from) / steps;
  double sum = 0;
  for (int i = 0; i < steps; ++i) sum += function(from + (i + 0.5) * width) * width;
  return sum;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 250);
  static const char text[] =
      "for (int i = 0; i < 42; ++i) total += values[i] * 31 + offset7;\n\tif (total > 1000) report(total);\n";
  static curve const curves[] = {line, parabola, hyperbola};
  struct lexer lexer = {0};
  struct stage chain[STAGES];
  uint64_t random = 8, checksum = 0;
  double area = 0;
  for (int round = 0; round < rounds; ++round) {
    int now = BLANK;
    for (int i = 0; i < 500000; ++i) now = states[now](&lexer, (uint8_t)text[i % (sizeof text - 1)]);
    set_up(chain, &random);
    for (int32_t sample = 0; sample < 60000; ++sample)
      checksum = mixed(checksum, (uint32_t)filtered(chain, sample % 3000 - 1500));
    area += integral_of(curves[round % 3], 0, 1 + round, 200000);
  }
  printf("words %" PRIu32 ", numbers %" PRIu32 ", symbols %" PRIu32 ", blanks %" PRIu32 "\n", lexer.words,
         lexer.numbers, lexer.symbols, lexer.blanks);
  print_u64("samples", checksum);
  print_f64("area", area);
  return 0;
}

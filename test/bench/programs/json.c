// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses a JSON document into a tree, changes it, and prints it again: strings with escapes, numbers, arrays and
// objects.
//
// A recursive descent over bytes with unpredictable branches, many small allocations, and text that is appended to a
// growing buffer a byte at a time.
#include "program.h"

enum kind { NUL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT };

struct value {
  enum kind kind;
  int64_t number;              // a number or a boolean
  char* text;                  // a string
  char* name;                  // of a member of an object
  struct value *first, *next;  // children, siblings
};

struct text {
  char* bytes;
  size_t count, capacity;
};

static void append_byte(struct text* text, char byte) {
  if (text->count == text->capacity) {
    text->capacity = text->capacity ? text->capacity * 2 : 64;
    text->bytes = (char*)realloc(text->bytes, text->capacity);
    if (!text->bytes) exit(1);
  }
  text->bytes[text->count++] = byte;
}

static void append(struct text* text, const char* more) {
  for (; *more; ++more) append_byte(text, *more);
}

// Parsing: each function takes the place of the first byte of what it reads, and leaves it behind the last.

static struct value* parse_value(const char** at);

static void skip_space(const char** at) {
  while (**at == ' ' || **at == '\n' || **at == '\t' || **at == '\r') ++*at;
}

static void expect(const char** at, char wanted) {
  skip_space(at);
  if (**at != wanted) {
    printf("expected %c, found %.10s\n", wanted, *at);
    exit(1);
  }
  ++*at;
}

static unsigned hexadecimal(const char** at) {
  unsigned value = 0;
  for (int i = 0; i < 4; ++i) {
    const char digit = *(*at)++;
    value = value * 16 + (unsigned)(digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10);
  }
  return value;
}

static void append_utf8(struct text* text, unsigned code) {
  if (code < 0x80) {
    append_byte(text, (char)code);
  } else if (code < 0x800) {
    append_byte(text, (char)(0xc0 | code >> 6));
    append_byte(text, (char)(0x80 | (code & 63)));
  } else {
    append_byte(text, (char)(0xe0 | code >> 12));
    append_byte(text, (char)(0x80 | (code >> 6 & 63)));
    append_byte(text, (char)(0x80 | (code & 63)));
  }
}

static char* parse_string(const char** at) {
  struct text text = {0};
  expect(at, '"');
  while (**at != '"') {
    const char byte = *(*at)++;
    if (byte != '\\') {
      append_byte(&text, byte);
      continue;
    }
    const char escaped = *(*at)++;
    switch (escaped) {
      case 'n':
        append_byte(&text, '\n');
        break;
      case 't':
        append_byte(&text, '\t');
        break;
      case 'u':
        append_utf8(&text, hexadecimal(at));
        break;
      default:
        append_byte(&text, escaped);
    }
  }
  ++*at;
  append_byte(&text, 0);
  return text.bytes;
}

static struct value* new_value(enum kind kind) {
  struct value* value = (struct value*)allocate(sizeof *value);
  memset(value, 0, sizeof *value);
  value->kind = kind;
  return value;
}

static struct value* parse_number(const char** at) {
  struct value* value = new_value(NUMBER);
  const int is_negative = **at == '-';
  if (is_negative) ++*at;
  for (; **at >= '0' && **at <= '9'; ++*at) value->number = value->number * 10 + (**at - '0');
  if (is_negative) value->number = -value->number;
  return value;
}

static struct value* parse_children(const char** at, enum kind kind, char closing) {
  struct value* parent = new_value(kind);
  struct value** end = &parent->first;
  ++*at;
  skip_space(at);
  while (**at != closing) {
    char* name = NULL;
    if (kind == OBJECT) {
      name = parse_string(at);
      expect(at, ':');
    }
    *end = parse_value(at);
    (*end)->name = name;
    end = &(*end)->next;
    skip_space(at);
    if (**at == ',') ++*at;
    skip_space(at);
  }
  ++*at;
  return parent;
}

static struct value* parse_word(const char** at) {
  struct value* value = new_value(**at == 'n' ? NUL : BOOLEAN);
  value->number = **at == 't';
  *at += **at == 'f' ? 5 : 4;
  return value;
}

static struct value* parse_value(const char** at) {
  skip_space(at);
  switch (**at) {
    case '{':
      return parse_children(at, OBJECT, '}');
    case '[':
      return parse_children(at, ARRAY, ']');
    case '"': {
      struct value* value = new_value(STRING);
      value->text = parse_string(at);
      return value;
    }
    case 't':
    case 'f':
    case 'n':
      return parse_word(at);
    default:
      return parse_number(at);
  }
}

// Printing

static void print_string(struct text* out, const char* text) {
  append_byte(out, '"');
  for (; *text; ++text) {
    if (*text == '"' || *text == '\\') append_byte(out, '\\');
    if (*text == '\n')
      append(out, "\\n");
    else
      append_byte(out, *text);
  }
  append_byte(out, '"');
}

static void print_number(struct text* out, int64_t number) {
  char digits[24];
  int count = 0;
  uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  do digits[count++] = (char)('0' + magnitude % 10);
  while (magnitude /= 10);
  if (number < 0) append_byte(out, '-');
  while (count > 0) append_byte(out, digits[--count]);
}

static void print_value(struct text* out, const struct value* value) {
  switch (value->kind) {
    case NUL:
      append(out, "null");
      return;
    case BOOLEAN:
      append(out, value->number ? "true" : "false");
      return;
    case NUMBER:
      print_number(out, value->number);
      return;
    case STRING:
      print_string(out, value->text);
      return;
    case ARRAY:
    case OBJECT:
      break;
  }
  append_byte(out, value->kind == ARRAY ? '[' : '{');
  for (const struct value* child = value->first; child; child = child->next) {
    if (child != value->first) append_byte(out, ',');
    if (child->name) print_string(out, child->name), append_byte(out, ':');
    print_value(out, child);
  }
  append_byte(out, value->kind == ARRAY ? ']' : '}');
}

static void free_value(struct value* value) {
  while (value) {
    struct value* next = value->next;
    free_value(value->first);
    free(value->text);
    free(value->name);
    free(value);
    value = next;
  }
}

// The program

static void make_document(struct text* out, uint64_t* random) {
  append(out, "[\n");
  for (int i = 0; i < 1500; ++i) {
    const uint64_t bits = next_random(random);
    if (i) append(out, ",\n");
    append(out, "  { \"id\": ");
    print_number(out, (int64_t)(bits >> 30) - (1LL << 32));
    append(out,
           bits & 1 ? ", \"name\": \"Caf\\u00e9 \\\"Central\\\"\"" : ", \"name\": \"line one\\nline \\u20ac two\"");
    append(out, bits & 2 ? ", \"open\": true" : ", \"open\": false, \"note\": null");
    append(out, ", \"tags\": [ \"alpha\", \"beta gamma\", ");
    print_number(out, (int64_t)(bits & 1023));
    append(out, ", { \"depth\": [[1, 2], [], [3]] } ] }");
  }
  append(out, "\n]\n");
  append_byte(out, 0);
}

static void add_to_numbers(struct value* value, int64_t delta) {
  for (; value; value = value->next) {
    if (value->kind == NUMBER) value->number += delta;
    add_to_numbers(value->first, delta);
  }
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 500);
  uint64_t random = 7, checksum = 0;
  struct text document = {0};
  make_document(&document, &random);
  for (int round = 0; round < rounds; ++round) {
    const char* at = document.bytes;
    struct value* value = parse_value(&at);
    add_to_numbers(value, 1);
    document.count = 0;
    print_value(&document, value);
    append_byte(&document, 0);
    free_value(value);
    if (round == 0) printf("%zu bytes: %.120s\n", document.count, document.bytes);
    checksum = mixed(checksum, document.count);
  }
  for (size_t i = 0; i < document.count; ++i) checksum = mixed(checksum, (uint8_t)document.bytes[i]);
  print_u64("checksum", checksum);
  free(document.bytes);
  return 0;
}

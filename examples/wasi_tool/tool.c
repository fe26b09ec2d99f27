/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counts lines, words and bytes of the files that it is given, as wc does; without arguments, of those in /text. An
 * ordinary C program: nothing in it knows of WebAssembly. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void print(const char *text) { write(STDOUT_FILENO, text, strlen(text)); }

static void print_number(unsigned long number) {
  char digits[24];
  char *first = digits + sizeof digits;
  *--first = 0;
  do *--first = (char)('0' + number % 10);
  while (number /= 10);
  print(first);
  print(" ");
}

static int count(const char *path) {
  static char buffer[4096];
  unsigned long lines = 0, words = 0, bytes = 0;
  int is_in_word = 0;
  const int file = open(path, O_RDONLY);
  if (file < 0) {
    print(path);
    print(": not to be had\n");
    return 1;
  }
  for (ssize_t length; (length = read(file, buffer, sizeof buffer)) > 0; bytes += (unsigned long)length) {
    for (ssize_t i = 0; i < length; ++i) {
      const int is_space = buffer[i] == ' ' || buffer[i] == '\n';
      words += !is_space && !is_in_word;
      is_in_word = !is_space;
      lines += buffer[i] == '\n';
    }
  }
  close(file);
  print_number(lines);
  print_number(words);
  print_number(bytes);
  print(path);
  print("\n");
  return 0;
}

int main(int argc, char **argv) {
  static const char *const shown[] = {"/text/bottles.txt", "/text/../../tool.c", "/etc/passwd"};
  int failed = 0;
  if (argc > 1)
    for (int i = 1; i < argc; ++i) failed |= count(argv[i]);
  else
    for (int i = 0; i < 3; ++i) count(shown[i]);
  return failed;
}

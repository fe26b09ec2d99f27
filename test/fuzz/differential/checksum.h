// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included before each program of csmith's (sources.py): makes of a program that prints the checksum of its globals a module
// that exports a function, `checksum`, which gives it. So nothing of printf is linked, and a module is small.
#include <stdarg.h>
#include <stdio.h>

static unsigned noted;

/// In place of printf, whose only call is for the checksum.
static int note_checksum(const char* format, ...) {
  va_list arguments;
  (void)format;
  va_start(arguments, format);
  noted = va_arg(arguments, unsigned);
  va_end(arguments);
  return 0;
}

int program(void);

unsigned checksum(void) {
  program();
  return noted;
}

#define printf note_checksum
#define main program

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A host for benchmark programs that other translators made to C: the seven functions of WASI that our programs import,
// and main. A program that imports another one does not link, which says so.
//
// Each translator spells things in its own way: a file of its name (wasm2c_1_0_32.c, wasm2c.c, w2c2.c) includes this
// one when it has defined
//
//     WASI(name)         the C name of an imported function
//     HOST               the type of its first argument
//     wasi_offset        how it spells the type of 64-bit integers
//     memory_start()     where the guest's memory starts now
//     run_guest()        instantiates the module, whose name is "guest", and calls _start
//
// Nothing here is timed apart from start-up, and nothing checks what the guest passes: it is our own program.
#ifndef WASI_H
#define WASI_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, BAD_DESCRIPTOR = 8, IS_PIPE = 70, CHARACTER_DEVICE = 2, STREAMS = 3 };

static int argument_count;
static char** arguments;

static uint32_t load32(uint32_t address) {
  uint32_t value;
  memcpy(&value, memory_start() + address, sizeof value);
  return value;
}

static void store32(uint32_t address, uint32_t value) { memcpy(memory_start() + address, &value, sizeof value); }

uint32_t WASI(args_sizes_get)(HOST host, uint32_t count, uint32_t bytes) {
  (void)host;
  uint32_t total = 0;
  for (int i = 0; i < argument_count; ++i) total += (uint32_t)strlen(arguments[i]) + 1;
  store32(count, (uint32_t)argument_count);
  store32(bytes, total);
  return SUCCESS;
}

uint32_t WASI(args_get)(HOST host, uint32_t pointers, uint32_t text) {
  (void)host;
  for (int i = 0; i < argument_count; ++i) {
    const size_t length = strlen(arguments[i]) + 1;
    store32(pointers + 4 * (uint32_t)i, text);
    memcpy(memory_start() + text, arguments[i], length);
    text += (uint32_t)length;
  }
  return SUCCESS;
}

uint32_t WASI(fd_close)(HOST host, uint32_t descriptor) {
  (void)host;
  return descriptor < STREAMS ? SUCCESS : BAD_DESCRIPTOR;
}

uint32_t WASI(fd_fdstat_get)(HOST host, uint32_t descriptor, uint32_t result) {
  (void)host;
  if (descriptor >= STREAMS) return BAD_DESCRIPTOR;
  memset(memory_start() + result, 0, 24);
  memory_start()[result] = CHARACTER_DEVICE;
  return SUCCESS;
}

uint32_t WASI(fd_seek)(HOST host, uint32_t descriptor, wasi_offset offset, uint32_t whence, uint32_t result) {
  (void)host, (void)offset, (void)whence, (void)result;
  return descriptor < STREAMS ? IS_PIPE : BAD_DESCRIPTOR;
}

uint32_t WASI(fd_write)(HOST host, uint32_t descriptor, uint32_t vectors, uint32_t count, uint32_t written) {
  (void)host;
  if (descriptor != 1 && descriptor != 2) return BAD_DESCRIPTOR;
  FILE* const stream = descriptor == 1 ? stdout : stderr;
  uint32_t total = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t start = load32(vectors + 8 * i), length = load32(vectors + 8 * i + 4);
    total += (uint32_t)fwrite(memory_start() + start, 1, length, stream);
  }
  store32(written, total);
  return SUCCESS;
}

void WASI(proc_exit)(HOST host, uint32_t status) {
  (void)host;
  exit((int)status);
}

int main(int argc, char** argv) {
  argument_count = argc;
  arguments = argv;
  run_guest();
  return 0;
}

#endif

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How w2c2 spells the module "guest"; for wasi.h. It asks for a function that traps.
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"

#define WASI(name) wasi_snapshot_preview1__##name
#define HOST void*
typedef U64 wasi_offset;

static guestInstance instance;

static uint8_t* memory_start(void) { return guest_memory(&instance)->data; }

void trap(Trap kind) {
  fprintf(stderr, "trap: %s\n", trapDescription(kind));
  exit(134);
}

static void run_guest(void) {
  guestInstantiate(&instance, NULL);
  guest__start(&instance);
}

#include "wasi.h"

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How wasm2c up to 1.0.32 (Debian 12's wabt) spells the module "guest"; for wasi.h.
// Names begin with Z_, and Z also stands before the name of a field.
#include <stdio.h>

#include "guest.h"
#include "wasm-rt-impl.h"

#define WASI(name) Z_wasi_snapshot_preview1Z_##name
#define HOST struct Z_wasi_snapshot_preview1_instance_t*
typedef u64 wasi_offset;

static Z_guest_instance_t instance;

static uint8_t* memory_start(void) { return Z_guestZ_memory(&instance)->data; }

static void run_guest(void) {
  wasm_rt_init();
  Z_guest_init_module();
  Z_guest_instantiate(&instance, NULL);
  const wasm_rt_trap_t trap = wasm_rt_impl_try();
  if (trap == WASM_RT_TRAP_NONE) {
    Z_guestZ__start(&instance);
    return;
  }
  fprintf(stderr, "trap: %s\n", wasm_rt_strerror(trap));
  exit(134);
}

#include "wasi.h"

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How wasm2c since 1.0.33 spells the module "guest"; for wasi.h.
// Names begin with w2c_; underscores of a module's name are doubled, and a leading one of a field is 0x5F.
#include "guest.h"

#define WASI(name) w2c_wasi__snapshot__preview1_##name
#define HOST struct w2c_wasi__snapshot__preview1*
typedef u64 wasi_offset;

static w2c_guest instance;

static uint8_t* memory_start(void) { return w2c_guest_memory(&instance)->data; }

// No wasm_rt_impl_try: which headers it needs differs from version to version. A trap ends the program anyhow.
static void run_guest(void) {
  wasm_rt_init();
  wasm2c_guest_instantiate(&instance, NULL);
  w2c_guest_0x5Fstart(&instance);
}

#include "wasi.h"

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

// One layout whatever the mode.
struct memory_data {
  u8* base;            // address 0; never moves while the size stays within `reserved`
  u64 size;            // in bytes, always pages << page_bits
  u64 minimum;         // in pages, as declared
  u64 maximum;         // in pages: declared, or what the address type allows
  u64 reserved;        // bytes from base that can be had without moving; 0: memory that moves when it grows
  void* mapping;       // what to give back to the system: reservation and inaccessible surroundings
  u64 mapping_size;
  void* registration;  // for the signal handler
  u8 page_bits;        // 16 but for custom page sizes
  bool has_maximum;
  bool is_64;
  bool is_shared;
  bool is_guarded;     // any u32 address plus any u32 offset stays inside the mapping: guard-mode code may use it
};

struct memory_limits {
  u64 minimum;  // pages
  u64 maximum;  // pages; meaningful if has_maximum
  bool has_maximum;
  bool is_64;
  bool is_shared;
  u8 page_bits;
};

struct memory_options {
  bool guarded;     // reserve so that guard-mode code may use it (32-bit memories only)
  u64 reservation;  // bytes to reserve at most where not guarded
};

// False when the system refuses even the minimum. `m` is then empty (base null).
bool create_memory(memory_data& m, const memory_limits& limits, const memory_options& options);
void destroy_memory(memory_data& m);
// In pages: the old size, or ~0 beyond the maximum or when the system refuses. Never traps: for hosts too.
u64 grow_memory(memory_data& m, u64 pages);

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

struct table_data {
  const void** elements;  // references: funcref or externref by the table's type; null is nullptr
  u64 size;               // in elements
  u64 minimum;            // as declared
  u64 maximum;            // declared, or what the index type allows
  u64 capacity;           // elements allocated
  bool has_maximum;
  bool is_64;
};

// False when out of memory.
bool create_table(table_data& t, u64 minimum, u64 maximum, bool has_maximum, bool is_64, const void* initial);
void destroy_table(table_data& t);
// The old size, or ~0 beyond the maximum or when out of memory. Never traps: for hosts too.
u64 grow_table(table_data& t, const void* value, u64 count);

}  // namespace wasm2cpp::guest

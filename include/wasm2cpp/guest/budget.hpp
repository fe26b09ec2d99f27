// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How much of something a host lets guests have: bytes of memories, elements of tables.
//
//     if (!take(m.budget, bytes)) return ~u64(0);      memory.grow gives -1
//     …
//     give_back(m.budget, bytes);
//
// Whatever grows has a pointer to the budget that it grows on, null if nobody limits it. Several memories may share
// one, and shared memories grow on any thread: what is left is taken atomically, all of what is asked for or nothing.
//
// What this file does not do: say whose budget it is (host/limits.hpp), or what the system has (memory.hpp).
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

struct budget {
  u64 left;  // atomic
};

inline bool take(budget* from, u64 amount) {
  if (from == nullptr) return true;
  u64 left = __atomic_load_n(&from->left, __ATOMIC_RELAXED);
  do {
    if (amount > left) return false;
  } while (!__atomic_compare_exchange_n(&from->left, &left, left - amount, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return true;
}

inline void give_back(budget* to, u64 amount) {
  if (to != nullptr) __atomic_fetch_add(&to->left, amount, __ATOMIC_RELAXED);
}

}  // namespace wasm2cpp::guest

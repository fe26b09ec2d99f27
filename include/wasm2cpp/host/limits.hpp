// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host lets the guests of a store have:
//
//   wasm2cpp::store store{{.memory_bytes = 64 << 20, .table_elements = 100'000, .instances = 1}};
//   plugin::instance instance{store, {…}};
//
// All memories that the store's modules define share `memory_bytes`, at their sizes now, and all their tables share
// `table_elements`. Beyond that memory.grow and table.grow give -1, and an instance that begins with more is a
// link_error. A memory or a table that the host makes has the maximum that the host gave it, and counts nowhere; nor do
// tables that never change, which are constants of the program.
//
// A memory may outlive its store, as a host's handle: it keeps the budget. The stores of a guest's threads
// (wasi-threads) have theirs from the one that starts them: all of them together get no more.
//
// What this file does not do: limit the heap of the garbage collector, which is the process's
// (guest::the_collector->limit), the time (deadline.hpp) or the stack (stack_limit.hpp).
#pragma once

#include <cstdint>

#include <wasm2cpp/guest/budget.hpp>
#include <wasm2cpp/host/reference_count.hpp>

namespace wasm2cpp {

struct store_limits {
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  std::uint64_t memory_bytes = none;
  std::uint64_t table_elements = none;
  std::uint64_t instances = none;
  bool guards_tables = false;  ///< inaccessible pages around the elements of each table: two system calls more for each
  std::uint64_t fuel = none;   ///< to begin with, for modules that count it (fuel.hpp)
};

namespace host {

/// A budget with its owners counted; null in place of one stands for no limit.
struct budget_object final : reference_counted, guest::budget {
  explicit budget_object(std::uint64_t limit) : guest::budget{limit} {}
};

inline ref<budget_object> make_budget(std::uint64_t limit) {
  return limit == store_limits::none ? ref<budget_object>() : make_ref<budget_object>(limit);
}

}  // namespace host

}  // namespace wasm2cpp

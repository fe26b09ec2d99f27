// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 10: what a trap leaves behind. In checked mode memory, globals and the choice of the trap are exact. In guard
// mode they are where the trap is not a fault; a fault is still never missed where the module drops what it loads, and
// memory outside stays as it was. A store that straddles the end, and a range that does, write nothing in either mode.
#include <algorithm>

#include "claims.hpp"
#include "rule_10_what_a_fault_shows.hpp"

namespace rule_10 {

constexpr char rule[] = "rule_10_what_a_fault_shows";
using wasm2cpp::value;
using module = rule_10_what_a_fault_shows::instance;
constexpr std::uint32_t page = 65536;

template <class... A>
std::string outcome_of(const module& instance, std::string_view name, A... arguments) {
  return claims::outcome_of([&] { handle_of(instance).call(name, {value(static_cast<std::uint32_t>(arguments))...}); });
}

constexpr char out_of_bounds[] = "out of bounds memory access";

/// "dropped i64.load 8" is what it does and how many bytes it needs.
struct access {
  std::string name;
  std::uint32_t bytes;
};
std::vector<access> accesses(const module& instance, std::string_view beginning) {
  std::vector<access> all;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports()) {
    const std::string name(exported.name);
    const std::string number = name.substr(name.rfind(' ') + 1);
    if (name.starts_with(beginning) && number.size() == 1) all.push_back({name, std::uint32_t(number[0] - '0')});
  }
  CHECK(!all.empty());
  return all;
}

void check_that_loads_trap(std::string_view beginning) {
  const module instance;
  for (const auto& [name, bytes] : accesses(instance, beginning)) {
    for (const std::uint32_t first_outside : {page - bytes + 1, page, page + 4096, 0x8000'0000u, ~0u}) {
      const std::string outcome = outcome_of(instance, name, first_outside);
      CHECK_OF(name + " at " + std::to_string(first_outside) + ": " + outcome, outcome == out_of_bounds);
    }
    const std::string outcome = outcome_of(instance, name, page - bytes);
    CHECK_OF(name + " at the end: " + outcome, outcome == "no trap");
  }
}

CLAIM(a_load_that_the_module_drops_traps) { check_that_loads_trap("dropped"); }

/// Whether every byte of the memory is this one.
bool is_filled_with(const wasm2cpp::memory& mem, std::uint8_t byte) {
  const auto bytes = mem.bytes();
  return std::all_of(bytes.begin(), bytes.end(), [&](std::byte b) { return b == std::byte{byte}; });
}

CLAIM(a_store_that_straddles_the_end_writes_nothing) {
  const module instance;
  CHECK(outcome_of(instance, "fill with a pattern") == "no trap");
  for (const auto& [name, bytes] : accesses(instance, "store")) {
    for (std::uint32_t address = page - bytes + 1; address != page + 2; ++address) {
      const std::string outcome = outcome_of(instance, name, address);
      CHECK_OF(name + " at " + std::to_string(address) + ": " + outcome, outcome == out_of_bounds);
    }
    CHECK_OF(name, is_filled_with(instance.memory(), 170));
  }
}

CLAIM(a_range_that_straddles_the_end_writes_nothing) {
  const module instance;
  CHECK(outcome_of(instance, "fill with a pattern") == "no trap");
  unsigned count = 0;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports()) {
    if (exported.name.find("range ") == std::string_view::npos) continue;
    ++count;
    const std::string outcome = outcome_of(instance, exported.name);
    const bool is_table = exported.name.starts_with("table");
    CHECK_OF(std::string(exported.name) + ": " + outcome,
             outcome == (is_table ? "out of bounds table access" : out_of_bounds));
    CHECK_OF(std::string(exported.name), is_filled_with(instance.memory(), 170));
  }
  for (std::uint64_t i = 0; i != 4; ++i) CHECK(instance.table().get<wasm2cpp::funcref>(i) == nullptr);
  CHECK(count == 9);
}

CLAIM(accesses_far_away_touch_no_neighbour) {
  std::vector<module> neighbours(9);
  for (const module& instance : neighbours) CHECK(outcome_of(instance, "fill with a pattern") == "no trap");
  for (const module& instance : neighbours) {
    for (std::uint64_t address = page; address <= 0xffff'ffffu; address = address * 3 / 2 + 4097)
      CHECK(outcome_of(instance, "store i32.store8 1", address) == out_of_bounds);
    for (const std::uint32_t address : {0u, 1u, page, 0x7fff'ffffu, ~0u})
      CHECK(outcome_of(instance, "store far away", address) == out_of_bounds);
  }
  for (const module& instance : neighbours) CHECK(is_filled_with(instance.memory(), 170));
}

/// After so many rounds, and nothing more.
void check_rounds(const module& instance, const std::string& name, std::uint32_t rounds) {
  CHECK_OF(name, instance.count().get() == rounds);
  for (std::uint32_t i = 0; i != 1000; ++i)
    CHECK_OF(name + ", word " + std::to_string(i),
             instance.memory().read<std::uint32_t>(4 * i) == (i < rounds ? 7 : 0));
}

CLAIM(memory_and_globals_are_exact_after_a_trap_that_is_no_fault) {
  module instance;
  CHECK(outcome_of(instance, "rounds, then unreachable", 300) == "unreachable");
  check_rounds(instance, "unreachable", 300);
  module another;
  CHECK(outcome_of(another, "rounds that end in a division", 300) == "integer divide by zero");
  check_rounds(another, "division", 300);
  CHECK(another.other().get() == 100);  // by 1, in the round before the last
  CHECK(outcome_of(another, "growth stays") == "unreachable");
  CHECK(another.memory().size() == 3 && another.memory().read<std::uint32_t>(2 * page) == 9);
  CHECK(outcome_of(another, "division, then unreachable") == "integer divide by zero");
}

CLAIM(a_load_before_a_trap_of_another_kind_is_not_forgotten) {
  const module instance;
  CHECK(outcome_of(instance, "load, then unreachable", page) == out_of_bounds);
}

#if defined(WASM2CPP_CHECKED)

CLAIM(in_checked_mode_memory_and_globals_are_exact_after_a_load_or_store) {
  for (const char* name : {"rounds that end in a load", "rounds that end in a store"}) {
    const module instance;
    CHECK(outcome_of(instance, name, 300) == out_of_bounds);
    check_rounds(instance, name, 300);
  }
  module first;
  CHECK(outcome_of(first, "load, then store", page) == out_of_bounds);
  CHECK(first.count().get() == 0 && first.memory().read<std::uint32_t>(0) == 0 && first.other().get() == 0);
  CHECK(outcome_of(first, "store, then load", page) == out_of_bounds);
  CHECK(first.count().get() == 1 && first.memory().read<std::uint32_t>(0) == 1);
  module second;
  CHECK(outcome_of(second, "operand traps before the store", page) == out_of_bounds);
  CHECK(second.count().get() == 1 && second.memory().read<std::uint32_t>(0) == 0);
}

CLAIM(in_checked_mode_the_first_of_two_traps_is_what_happens) {
  const module instance;
  CHECK(outcome_of(instance, "division, then load", page) == "integer divide by zero");
  CHECK(outcome_of(instance, "load, then division", page) == out_of_bounds);
}

CLAIM(in_checked_mode_no_load_vanishes) { check_that_loads_trap("vanishes"); }

#else

CLAIM(in_guard_mode_a_fault_is_a_trap_whatever_memory_shows) {
  for (const char* name : {"rounds that end in a load", "rounds that end in a store"}) {
    const module instance;
    CHECK(outcome_of(instance, name, 300) == out_of_bounds);
    CHECK(instance.count().get() <= 300 && instance.memory().read<std::uint32_t>(4 * 300) == 0);
  }
  const module instance;
  for (const char* name : {"load, then store", "store, then load", "operand traps before the store"})
    CHECK_OF(name, outcome_of(instance, name, page) == out_of_bounds);
}

#endif

}  // namespace rule_10

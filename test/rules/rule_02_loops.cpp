// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 2: a loop that never ends never ends, though C++ may assume that one without side effects does, and delete it or
// what leads to it. Those that are to run for ever run in a child, all at once, and are looked at a little later.
#include <unistd.h>

#include <chrono>
#include <thread>

#include "claims.hpp"
#include "rule_02_loops.hpp"

namespace rule_02 {

constexpr char rule[] = "rule_02_loops";
using wasm2cpp::value;

struct enough {};

rule_02_loops::instance make_instance() {
  return rule_02_loops::instance{{.host = {.tick = [] {}}}};
}

/// Calls an export with zeros.
void call_with_zeros(rule_02_loops::instance& instance, std::string_view name) {
  const auto& handle = handle_of(instance);
  const auto result = wasm2cpp::try_call([&] { handle.call(name); });
  if (!result && result.error().as_access_error())
    handle.call(name, {value(0)});  // it has a parameter
  else
    result.value();
}

/// The exports whose names begin so; there must be some.
std::vector<std::string> exports_that(std::string_view beginning) {
  const auto instance = make_instance();
  std::vector<std::string> names;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports())
    if (exported.name.starts_with(beginning)) names.emplace_back(exported.name);
  CHECK(!names.empty());
  return names;
}

CLAIM(loops_that_never_end_never_end) {
  for (const std::string& name : exports_that("forever")) {
    auto instance = make_instance();
    const std::string state = claims::after(50, [&] { call_with_zeros(instance, name); });
    CHECK_OF(name + ": " + state, state == "running");
  }
}

CLAIM(loops_end_by_the_trap_that_ends_them) {
  for (const std::string& name : exports_that("ends by a trap")) {
    auto instance = make_instance();
    const std::string outcome = claims::outcome_of([&] { call_with_zeros(instance, name); });
    const char* const expected = name.find("memory") != std::string::npos     ? "out of bounds memory access"
                                 : name.find("division") != std::string::npos ? "integer divide by zero"
                                                                              : "unreachable";
    CHECK_OF(name + ": " + outcome, outcome == expected);
  }
}

CLAIM(loops_that_end_end) {
  const auto instance = make_instance();
  const auto count = [&](std::uint32_t n) {
    return handle_of(instance).call("ends after counting", {value(n)}).at(0).get<std::uint32_t>();
  };
  CHECK(count(0) == 1 && count(1) == 1 && count(10'000'000) == 10'000'000);
}

CLAIM(a_loop_calls_the_host_each_time) {
  unsigned ticks = 0;
  rule_02_loops::instance instance{{.host = {.tick = [&] {
                                      if (++ticks == 100'000) throw enough();
                                    }}}};
  bool has_left = false;
  try {
    handle_of(instance).call("call the host for ever");
  } catch (const enough&) {
    has_left = true;
  }
  CHECK(has_left && ticks == 100'000);
}

}  // namespace rule_02

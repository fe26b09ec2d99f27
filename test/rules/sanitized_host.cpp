// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A host that is compiled with the address sanitizer, whose handlers were there before ours: rule_09_traps.py runs it.
//
//     PROGRAM traps        all kinds of traps by signals are traps; prints them
//     PROGRAM faults       the host's own fault in a host function: the sanitizer reports it
//     PROGRAM overflows    the host's own overflow of a buffer in a host function: the same
//     PROGRAM stops        a guest in an endless loop is stopped
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "rule_09_traps.hpp"
#include "rule_16_stopping_at_start.hpp"

namespace {

void fault() { *reinterpret_cast<volatile char*>(0x1230) = 1; }

void overflow() {
  volatile char* const buffer = static_cast<char*>(std::malloc(8));
  buffer[8] = 1;
}

std::string outcome_of(const rule_09_traps::instance& instance, const char* name) {
  const auto result = wasm2cpp::try_call([&] { handle_of(instance).call(name); });
  return result ? "no trap" : result.error().what();
}

void print_traps(const rule_09_traps::instance& instance) {
  for (int i = 0; i != 3; ++i)
    for (const char* const name : {"out of bounds memory access", "call stack exhausted", "unreachable"})
      std::puts(outcome_of(instance, name).c_str());
}

void print_stop() {
  const wasm2cpp::store store;
  const wasm2cpp::deadline late(store, std::chrono::milliseconds(20));
  const auto made = rule_16_stopping_at_start::instance::create(store);
  std::puts(made ? "made" : made.error().what());
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // what is printed before the sanitizer ends the process arrives
  const std::string what = argc > 1 ? argv[1] : "";
  rule_09_traps::instance instance{{.host = {.f = [&](std::uint32_t x) {
                                      what == "faults" ? fault() : overflow();
                                      return x;
                                    }}}};
  print_traps(instance);
  if (what == "faults" || what == "overflows") (void)instance.through_host(1);
  if (what == "stops") print_stop();
}

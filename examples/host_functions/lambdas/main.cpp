// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An import takes any callable of the right type; one that does not fit does not compile, and neither does a forgotten
// one. A callable that takes a `wasm2cpp::caller&` first learns which instance calls it, and so reaches its memory.
#include <cstdio>

#include "report.hpp"

int main() {
  double degrees = 31.5;
  report::instance guest{{
      .weather = {.temperature = [&] { return degrees; }},
      .console = {.print = [](wasm2cpp::caller& caller, std::uint32_t text, std::uint32_t length) {
        std::puts(caller.memory().read_string(text, length).c_str());
      }},
  }};
  guest.report();
  degrees = -4;
  guest.report();
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The README's first host: it shares a memory with the module of sum.wat, and calls its two functions.
#include <cstdio>

#include "sum.hpp"

int main() {
  wasm2cpp::memory mem{{.min = 1}};                  // one page of 64 KiB
  sum::instance instance{{.js = {.mem = mem}}};
  auto words = mem.view<std::uint32_t>(0, 3);
  words[0] = 7;
  words[1] = 4;
  instance.sum();
  std::printf("%u\n", words.at(2));                  // 11
  std::printf("%u\n", instance.clamped_sum(0, 1, 10));  // 10: one word, at 8, clamped
}

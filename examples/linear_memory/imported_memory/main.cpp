// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host makes the memory, as `new WebAssembly.Memory({initial: 1, maximum: 100})` does in JavaScript, and hands it to
// the module. A view is JavaScript's typed array: its elements are little-endian and its bounds are checked.
#include <cstdio>

#include "adder.hpp"

int main() {
  wasm2cpp::memory mem{{.min = 1, .max = 100}};
  adder::instance adder{{.js = {.mem = mem}}};

  auto words = mem.view<std::uint32_t>(0, 3);
  words[0] = 7;
  words[1] = 4;
  adder.sum();
  std::printf("%u %u %u\n", words.at(0), words.at(1), words.at(2));
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module without imports is one line. Its exported memory is an accessor of the class.
#include <cstdio>

#include "greeting.hpp"

int main() {
  greeting::instance greeting;
  const wasm2cpp::memory memory = greeting.memory();

  const char* separator = "";
  for (const std::uint8_t byte : memory.view<std::uint8_t>(0, 9)) {
    std::printf("%s%u", separator, byte);
    separator = " ";
  }
  std::printf("\n%s\n", memory.read_string(0, 9).c_str());
}

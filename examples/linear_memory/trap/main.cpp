// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The guest may touch every byte of its memory and not one more. Beyond is a trap: a C++ exception, or a result for
// hosts that do without exceptions. The host goes on either way, and so does the instance.
#include <cstdio>

#include "cells.hpp"

constexpr std::uint32_t end = 65536;

int main() {
  cells::instance guest;
  guest.memory().write<std::uint8_t>(end - 1, 42);
  std::printf("the last byte is %u\n", guest.peek(end - 1));

  try {
    guest.peek(end);
  } catch (const wasm2cpp::trap& trap) {
    std::printf("the next one: %s, in %s\n", trap.what(), trap.stack().front().c_str());
  }

  // Four bytes of which two would fit: nothing is written.
  const wasm2cpp::result<void> stored = wasm2cpp::try_call([&] { guest.poke(end - 2, 0); });
  std::printf("half outside: %s\n", stored ? "stored" : stored.error().what());
  std::printf("the last byte is %u\n", guest.peek(end - 1));
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text in both directions. Where it may lie in the guest's memory only the guest knows, so the host asks the guest's
// allocator for room. `read_string` and `write_string` accept valid UTF-8 only, and say where it stops being valid.
#include <cstdio>
#include <string>
#include <string_view>

#include "shout.hpp"

std::string shouted(shout::instance& guest, std::string_view text) {
  const wasm2cpp::memory memory = guest.memory();
  const std::uint32_t argument = guest.allocate(static_cast<std::uint32_t>(text.size()));
  memory.write_string(argument, text);
  const auto [offset, length] = guest.shout(argument, static_cast<std::uint32_t>(text.size()));
  return memory.read_string(offset, length);
}

int main() {
  shout::instance guest;
  std::puts(shouted(guest, "hello, guest").c_str());
  std::puts(shouted(guest, "xịn xò").c_str());

  // The string of the last call ends in the two bytes of `ò`; without the second it is not text.
  const auto [offset, length] = guest.last();
  const wasm2cpp::result<std::string> cut = guest.memory().try_read_string(offset, length - 1);
  std::puts(cut ? cut->c_str() : cut.error().what());
}

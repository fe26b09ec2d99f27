// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Growing copies nothing and moves nothing: a view and a pointer from before stay right. In JavaScript they would be
// detached. Whoever grows, both sides see it.
#include <cstdio>
#include <cstring>

#include "growing.hpp"

constexpr std::uint32_t page = 65536;

int main() {
  growing::instance guest;
  const wasm2cpp::memory memory = guest.memory();
  const auto words = memory.view<std::uint32_t>(0, 2);
  std::byte* const bytes = memory.bytes().data();
  words[0] = 7;

  const std::uint32_t before = guest.grow(1);
  std::printf("the guest grows: there were %u pages, now %u\n", before, guest.size());
  guest.store(4, 11);
  std::uint32_t second;
  std::memcpy(&second, bytes + 4, sizeof second);
  std::printf("the view reads %u, the pointer %u\n", words.at(0), second);
  std::printf("the base has %s\n", memory.bytes().data() == bytes ? "not moved" : "moved");

  std::printf("the host grows: there were %d pages\n", static_cast<int>(memory.grow(2)));
  const std::uint32_t last = guest.size() * page - 4;
  guest.store(last, 13);
  std::printf("the guest stores at %u, the host reads %u\n", last, memory.read<std::uint32_t>(last));

  std::printf("past the maximum: the guest gets %d, ", static_cast<int>(guest.grow(1)));
  std::printf("the host %d\n", static_cast<int>(memory.grow(1)));
  std::printf("still %u pages, and %u %u\n", guest.size(), words.at(0), words.at(1));
}

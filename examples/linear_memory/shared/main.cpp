// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One memory, two modules: what one writes, the other reads, and the host sees it too. A memory is a handle, so the
// copies in the two import lists mean the same bytes.
#include <cstdio>

#include "reader.hpp"
#include "writer.hpp"

int main() {
  wasm2cpp::memory mem{{.min = 1}};
  writer::instance writer{{.js = {.mem = mem}}};
  reader::instance reader{{.host = {.numbers = mem}}};

  writer.write_squares(4);
  for (const std::uint32_t word : mem.view<std::uint32_t>(0, 4)) std::printf("%u\n", word);
  std::printf("total %u\n", reader.total(4));

  mem.write<std::uint32_t>(0, 100);
  std::printf("total %u\n", reader.total(4));
}

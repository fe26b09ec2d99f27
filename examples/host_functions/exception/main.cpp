// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A host function may throw. The exception passes all of the guest's frames and arrives at the host as it was thrown,
// and the frames of the host in between are unwound: here that of the lambda.
#include <cstdio>
#include <stdexcept>

#include "visitor.hpp"

struct found : std::exception {
  explicit found(std::uint32_t number) : number(number) {}
  std::uint32_t number;
};

struct farewell {
  ~farewell() { std::puts("  leaving"); }
};

int main() {
  visitor::instance guest{{.host = {.visit = [](std::uint32_t number) {
    std::printf("visiting %u\n", number);
    const farewell at_the_end;
    if (number == 7) throw found(number);
  }}}};

  try {
    guest.descend(9);
  } catch (const found& e) {
    std::printf("found %u\n", e.number);
  }
  guest.descend(1);
}

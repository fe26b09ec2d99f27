// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cinttypes>
#include <cstdio>

#include "factorial.hpp"

int main() {
  factorial::instance guest;
  std::printf("20! = %" PRIu64 "\n", guest.factorial(20));
}

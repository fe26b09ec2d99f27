// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>

#include "adder.hpp"

int main() {
  adder::instance adder;
  std::printf("%u\n", adder.add(40, 2));
}

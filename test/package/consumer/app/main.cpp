// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls each of the three translated libraries. The expected output is in ../../run.
#include <cstdio>

#include "adder.hpp"
#include "adder_too.hpp"
#include "numbers.hpp"

int main() {
  adder::instance adder;
  adder_too::instance adder_too;
  numbers::instance numbers;
  std::printf("%u %u %u %u %u\n", adder.add(7, 4), adder_too.add(20, 22), numbers.one(), numbers.two(), numbers.three());
}

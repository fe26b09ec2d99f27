// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program of a project of its own, which finds the installed package: it calls a module that is there as text.
#include <cinttypes>
#include <cstdio>

#include "factorial.hpp"

int main() {
  factorial::instance guest;
  std::printf("20! = %" PRIu64 "\n", guest.factorial(20));
}

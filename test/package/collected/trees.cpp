// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>

#include "trees.hpp"

int main() {
  trees::instance trees;
  std::printf("%u\n", trees.check(trees.make(10)));
}

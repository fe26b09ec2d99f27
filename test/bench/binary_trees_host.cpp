// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the translated binary_trees.py: `host DEPTH` prints milliseconds; `host LIVE MEGABYTES` allocates so much over a
// live tree of that depth and prints the process's peak memory in megabytes.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "trees.hpp"

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: host DEPTH | host LIVE MEGABYTES\n", stderr), 2;
  trees::instance trees;
  const auto first = static_cast<std::uint32_t>(std::atoi(argv[1]));
  if (argc > 2) {
    trees.churn(first, static_cast<std::uint32_t>(std::atoi(argv[2])));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%ld\n", usage.ru_maxrss / 1024);
    return 0;
  }
  const auto begin = std::chrono::steady_clock::now();
  trees.run(first);
  std::printf("%.1f\n", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
}

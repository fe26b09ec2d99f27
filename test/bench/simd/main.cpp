// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//     program KERNEL REPETITIONS    prints the seconds that it took and the kernel's checksum
//
// Compiled with -DNATIVE for the kernels as native code, else for the translated module.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#if defined(NATIVE)
extern "C" {
std::uint32_t sha256(std::uint32_t);
std::uint32_t convolution(std::uint32_t);
std::uint32_t find(std::uint32_t);
std::uint32_t matmul(std::uint32_t);
std::uint32_t utf8(std::uint32_t);
}
struct Kernels {};
#define KERNEL(name) if (wanted == #name) return name(repetitions);
#else
#include "kernels.hpp"
using Kernels = kernels::instance;
#define KERNEL(name) if (wanted == #name) return k.name(repetitions);
#endif

static std::uint32_t run([[maybe_unused]] Kernels& k, const std::string& wanted, std::uint32_t repetitions) {
  KERNEL(sha256)
  KERNEL(convolution)
  KERNEL(find)
  KERNEL(matmul)
  KERNEL(utf8)
  std::fprintf(stderr, "no kernel %s\n", wanted.c_str());
  std::exit(2);
}
#undef KERNEL

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: program KERNEL REPETITIONS\n", stderr), 2;
  Kernels kernels;
  run(kernels, argv[1], 1);  // touches the memory
  const auto begin = std::chrono::steady_clock::now();
  const std::uint32_t sum = run(kernels, argv[1], static_cast<std::uint32_t>(std::atoi(argv[2])));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("%.6f %u\n", seconds.count(), sum);
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Times the loops of exceptions.wat, for test/bench/exceptions: prints for each round the seconds of the loop without a
// try, those with one, and the nanoseconds for each throw and catch. The two loops take turns in slices, so that what
// else the machine does falls on both.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "exceptions.hpp"

namespace {

double seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

template <class F>
double time_of(F&& f) {
  const double begin = seconds();
  f();
  return seconds() - begin;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint32_t calls = argc > 1 ? std::uint32_t(std::atof(argv[1])) : 100'000'000;
  constexpr std::uint32_t slices = 20, throws = 20'000, never = 4;  // a value that the sequence does not reach
  exceptions::instance instance;
  for (int round = 0; round < 5; ++round) {
    double plain = 0, through_try = 0;
    std::uint32_t difference = 0;
    for (std::uint32_t slice = 0; slice < slices; ++slice) {
      plain += time_of([&] { difference += instance.plain(calls / slices, never); });
      through_try += time_of([&] { difference -= instance.through_try(calls / slices, never); });
    }
    const double throwing = time_of([&] { instance.throwing(throws); });
    if (difference != 0) return std::fputs("the loops differ\n", stderr), 1;
    std::printf("%.4f %.4f %.0f\n", plain, through_try, throwing / throws * 1e9);
  }
}

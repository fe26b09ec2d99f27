// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a fuzz target claims about its input, beyond that nothing crashes:
//
//     require(first == second, "two translations of one module differ");
//
// A claim that does not hold ends the process, which is how fuzzing engines learn of it. Unlike `assert` it is never
// compiled out.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace fuzz {

inline void require(bool holds, const std::string& otherwise) {
  if (holds) return;
  std::fprintf(stderr, "fuzz target: %s\n", otherwise.c_str());
  std::abort();
}

}  // namespace fuzz

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `wasm2cpp run`: builds a module's program, unless it is in the cache, and becomes it.
#pragma once

#include <string>
#include <vector>

#include "build.hpp"
#include "source.hpp"

namespace translator {

struct RunOptions {
  BuildOptions build;                   ///< but for the output, the folders and the variables
  std::vector<std::string> arguments;   ///< of the program: options `--wasi-…` for what the guest gets, then its own
};

/// Does not return: this process becomes the program, whose exit status and signals are its own. Throws as `build`.
[[noreturn]] void run(const Source& source, const RunOptions& options);

}  // namespace translator

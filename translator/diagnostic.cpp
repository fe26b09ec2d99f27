// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The spelling of a diagnostic. Offsets are hexadecimal, as `wasm-objdump` prints them.
#include "diagnostic.hpp"

#include <cstdio>

namespace translator {

std::string Diagnostic::formatted(const std::string& file) const {
  char offset[32];
  std::snprintf(offset, sizeof offset, ":0x%zx: ", offset_);
  return file + offset + message_;
}

}  // namespace translator

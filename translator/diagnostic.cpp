// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The spelling of a diagnostic. Offsets are hexadecimal, as `wasm-objdump` prints them. Names come from the module, so their
// control characters are escaped.
#include "diagnostic.hpp"

#include <cstdio>

#include "control_characters.hpp"

namespace translator {

std::string Diagnostic::formatted(const std::string& file) const {
  char offset[32];
  std::snprintf(offset, sizeof offset, ":0x%zx: ", offset_);
  return file + offset + escape_control_characters(message_, "\\u{%x}");
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The spelling of a diagnostic. Offsets are hexadecimal, as `wasm-objdump` prints them. Names come from the module: their
// control characters are escaped, so that no name can play tricks on a terminal.
#include "diagnostic.hpp"

#include <cstdio>

namespace translator {
namespace {

/// Control characters are below U+0020, and U+007F to U+009F: in UTF-8, 0xc2 and the same byte.
std::string without_control_characters(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool is_pair = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (!is_pair && byte >= 0x20 && byte != 0x7f) {
      out += text[i];
      continue;
    }
    char escape[16];
    std::snprintf(escape, sizeof escape, "\\u{%x}", is_pair ? next : byte);
    out += escape;
    i += is_pair;
  }
  return out;
}

}  // namespace

std::string Diagnostic::formatted(const std::string& file) const {
  char offset[32];
  std::snprintf(offset, sizeof offset, ":0x%zx: ", offset_);
  return file + offset + without_control_characters(message_);
}

}  // namespace translator

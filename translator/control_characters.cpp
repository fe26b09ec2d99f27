// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Control characters from U+0080 on are two bytes in UTF-8: 0xc2, and a byte of the same number as the character.
#include "control_characters.hpp"

#include <cstdio>

namespace translator {

std::string escape_control_characters(std::string_view text, const char* format, std::string_view kept) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool is_pair = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if ((!is_pair && byte >= 0x20 && byte != 0x7f) || kept.find(text[i]) != kept.npos) {
      out += text[i];
      continue;
    }
    char escape[16];
    std::snprintf(escape, sizeof escape, format, static_cast<unsigned>(is_pair ? next : byte));
    out += escape;
    i += is_pair;
  }
  return out;
}

}  // namespace translator

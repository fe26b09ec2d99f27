// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text in linear memory is UTF-8 by convention, and a guest may put anything there. This file tells whether bytes are
// well-formed UTF-8 as Unicode's table 3-7 ("Well-Formed UTF-8 Byte Sequences") has it: no overlong forms, no
// surrogates, nothing above U+10FFFF, nothing cut off.
//
// What this file does not do: convert to other encodings.
#pragma once

#include <cstddef>
#include <string_view>

namespace wasm2cpp::host {

/// The length of the well-formed sequence at the start of `text`; 0 if there is none. `text` is not empty.
inline std::size_t utf8_sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return continues(1) ? 2 : 0;
  if (first < 0xf0) {
    const bool second = continues(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
    return second && continues(2) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const bool second = continues(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
  return second && continues(2) && continues(3) ? 4 : 0;
}

/// The number of bytes before the first that is not well-formed UTF-8; `text.size()` if all of it is.
inline std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = utf8_sequence_length(text.substr(position));
    if (length == 0) break;
    position += length;
  }
  return position;
}

}  // namespace wasm2cpp::host

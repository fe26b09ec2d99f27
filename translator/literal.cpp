// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as C++ string literals: see literal.hpp. What is not printable is written in octal with as few digits as the
// byte that follows allows, because an octal escape, unlike a hexadecimal one, ends after three digits.
#include "literal.hpp"

#include <cstddef>

namespace translator {

namespace {

constexpr std::size_t line_length = 116;

void append_octal(std::string& out, unsigned char byte, bool is_digit_next) {
  out += '\\';
  if (is_digit_next || byte >= 0100) out += static_cast<char>('0' + (byte >> 6));
  if (is_digit_next || byte >= 010) out += static_cast<char>('0' + (byte >> 3 & 7));
  out += static_cast<char>('0' + (byte & 7));
}

void append_byte(std::string& out, char c, char next) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (byte >= ' ' && byte < 0x7f && !(c == '?' && next == '?')) {
    out += c;
  } else {
    append_octal(out, byte, next >= '0' && next <= '7');
  }
}

}  // namespace

void append_literal(std::string& out, std::string_view bytes, std::string_view indentation) {
  out += indentation;
  out += '"';
  std::size_t line_begin = out.size();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (out.size() - line_begin >= line_length) {
      out += "\"\n";
      out += indentation;
      out += '"';
      line_begin = out.size();
    }
    append_byte(out, bytes[i], i + 1 < bytes.size() ? bytes[i + 1] : '\0');
  }
  out += '"';
}

std::string literal(std::string_view bytes) {
  std::string out = "\"";
  for (std::size_t i = 0; i < bytes.size(); ++i) append_byte(out, bytes[i], i + 1 < bytes.size() ? bytes[i + 1] : '\0');
  return out + '"';
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace translator

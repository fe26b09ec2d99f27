// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a refusal is judged: see outcome.hpp. UTF-8 is checked by the runtime's function for hosts, which shares no code
// with the reader's own check.
#include "outcome.hpp"

#include <cstring>
#include <vector>

#include <wasm2cpp/host/utf8.hpp>

#include "require.hpp"

namespace fuzz {

Outcome outcome_of(std::size_t size, const std::function<void()>& action) try {
  action();
  return std::nullopt;
} catch (const translator::Diagnostic& diagnostic) {
  require(diagnostic.offset() <= size, "the offset of a refusal lies outside of the input");
  require(*diagnostic.what() != '\0', "a refusal has no message");
  const std::string line = diagnostic.formatted("fuzz.wasm");
  require_printable(line, "a refusal");
  require(line.find('\n') == std::string::npos, "a refusal has several lines");
  return Refused{diagnostic.refusal(), diagnostic.offset(), diagnostic.what()};
}

translator::Source source_of(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size != 0) std::memcpy(bytes.data(), data, size);
  return translator::Source::of(std::move(bytes), "fuzz.wasm");
}

void require_printable(const std::string& text, const char* what) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    require((byte >= 0x20 || byte == '\n') && byte != 0x7f && !is_c1, std::string(what) + " has control characters");
  }
  require(wasm2cpp::host::valid_utf8_prefix(text) == text.size(), std::string(what) + " is no UTF-8");
}

}  // namespace fuzz

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules written as bytes, for the tests of reader and validator:
//
//     const Bytes bytes = module({section(1, {1, 0x60, 0, 0}), section(3, {1, 0}), code({{0x0b}})});
//     refusal_of(bytes)     "" if it is valid, else the message
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "diagnostic.hpp"
#include "reader.hpp"
#include "validator.hpp"

namespace translator::test {

using Bytes = std::vector<std::uint8_t>;

inline void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

inline Bytes leb128(std::uint32_t value) {
  Bytes bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
  bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

inline Bytes sized(const Bytes& contents) {
  Bytes bytes = leb128(static_cast<std::uint32_t>(contents.size()));
  append(bytes, contents);
  return bytes;
}

inline Bytes section(std::uint8_t id, const Bytes& contents) {
  Bytes bytes = {id};
  append(bytes, sized(contents));
  return bytes;
}

/// The code section of these bodies, each with its declarations of locals.
inline Bytes code(const std::vector<Bytes>& bodies) {
  Bytes contents = leb128(static_cast<std::uint32_t>(bodies.size()));
  for (const Bytes& body : bodies) append(contents, sized(body));
  return section(10, contents);
}

inline Bytes module(const std::vector<Bytes>& sections) {
  Bytes bytes = {0, 'a', 's', 'm', 1, 0, 0, 0};
  for (const Bytes& each : sections) append(bytes, each);
  return bytes;
}

/// A module of one function of type () -> (), with a one-page memory, a function table and a mutable i64 global.
inline Bytes module_of_body(const Bytes& body) {
  return module({section(1, {1, 0x60, 0, 0}), section(3, {1, 0}), section(4, {1, 0x70, 0, 1}), section(5, {1, 0, 1}),
                 section(6, {1, 0x7e, 1, 0x42, 0, 0x0b}), code({body})});
}

inline Module read(const Bytes& bytes) { return read_module(std::as_bytes(std::span(bytes)), "test.wasm"); }

/// "" for a valid module.
inline std::string refusal_of(const Bytes& bytes) {
  try {
    Module module = read(bytes);
    validate_module(module);
    for (std::uint32_t i = module.imported_functions; i < module.functions.size(); ++i) validate_function(module, i);
    return "";
  } catch (const Diagnostic& diagnostic) {
    return diagnostic.what();
  }
}

inline bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace translator::test

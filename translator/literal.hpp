// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as C++ string literals: the form of data that compilers read fastest (an array of numbers takes them a hundred
// times as long).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace translator {

/// Appends `bytes` as one literal, over as many lines as it needs, each beginning with `indentation`.
/// The literal's own closing NUL comes on top of them.
void append_literal(std::string& out, std::string_view bytes, std::string_view indentation = "");

/// "bytes", on one line.
std::string literal(std::string_view bytes);

std::string_view as_text(std::span<const std::byte> bytes);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the translator made of an input: it did what it was asked, or refused with a diagnostic.
//
//     const Outcome outcome = outcome_of(size, [&] { translator::validate(source); });
//
// A refusal must be clear: it has a message, its offset lies in the input, and its line on the terminal is UTF-8
// without control characters, whatever the module calls its functions. Any other exception is let through, and so is a
// finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "diagnostic.hpp"
#include "source.hpp"

namespace fuzz {

struct Refused {
  translator::Refusal why;
  std::size_t offset;
  std::string message;
  bool operator==(const Refused&) const = default;
};

/// Nothing if the input was accepted.
using Outcome = std::optional<Refused>;

/// `size` is that of the input.
Outcome outcome_of(std::size_t size, const std::function<void()>& action);

/// A copy of exactly these bytes, so that a sanitizer sees the first that is read beyond them.
translator::Source source_of(const std::uint8_t* data, std::size_t size);

/// Requires UTF-8 without control characters but line feeds.
void require_printable(const std::string& text, const char* what);

}  // namespace fuzz

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names in a module may hold control characters, and terminals obey those: U+009B begins a command as ESC [ does. What
// is printed of a module goes through here first:
//
//     escape_control_characters("a\x1b[2J", "\\u{%x}")          "a\u{1b}[2J"
//     escape_control_characters(json, "\\u%04x", "\n")          as JSON has it; its own line feeds stay
//
// Control characters are Unicode's category Cc: below U+0020, and U+007F to U+009F. (What only turns text around, such
// as U+202E, is none, and stays.)
#pragma once

#include <string>
#include <string_view>

namespace translator {

/// `format` is printf's for one unsigned number. Those in `kept` stay as they are. `text` should be UTF-8.
std::string escape_control_characters(std::string_view text, const char* format, std::string_view kept = "");

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is printed of a module holds no control characters, of one byte or of two.
#include "control_characters.hpp"

#include <gtest/gtest.h>

using translator::escape_control_characters;

TEST(ControlCharacters, AreEscapedInBothOfTheirRanges) {
  EXPECT_EQ(escape_control_characters("a\x1b[2J\x7f\n", "\\u{%x}"), "a\\u{1b}[2J\\u{7f}\\u{a}");
  EXPECT_EQ(escape_control_characters("\xc2\x80 \xc2\x9b \xc2\x9f", "\\u%04x"), "\\u0080 \\u009b \\u009f");
}

TEST(ControlCharacters, OthersStay) {
  for (const char* text : {"", " ~", "\xc2\xa0", "\xc3\x9b", "\xe2\x80\xae", "\xf0\x9f\x98\x80"})
    EXPECT_EQ(escape_control_characters(text, "\\u{%x}"), text);
}

TEST(ControlCharacters, ThoseThatAreKeptStay) {
  EXPECT_EQ(escape_control_characters("{\n\t}", "\\u%04x", "\n"), "{\n\\u0009}");
}

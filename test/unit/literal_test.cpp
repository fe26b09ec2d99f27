// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as C++ literals.
#include "literal.hpp"

#include <gtest/gtest.h>

namespace translator {
namespace {

TEST(Literal, EscapesOnlyWhatItMust) {
  EXPECT_EQ(literal("plain text"), "\"plain text\"");
  EXPECT_EQ(literal("\"\\"), R"("\"\\")");
  EXPECT_EQ(literal(std::string_view("\0\1\n\x7f\xff", 5)), R"("\0\1\12\177\377")");
}

TEST(Literal, EndsAnOctalEscapeBeforeADigit) {
  EXPECT_EQ(literal(std::string_view("\0" "7", 2)), R"("\0007")");
  EXPECT_EQ(literal(std::string_view("\0" "8", 2)), R"("\08")");
}

TEST(Literal, MakesNoTrigraph) { EXPECT_EQ(literal("?" "?="), R"("\77?=")"); }

TEST(Literal, BreaksLongTextIntoLines) {
  std::string out;
  append_literal(out, std::string(300, 'a'), "  ");
  EXPECT_NE(out.find("\"\n  \""), std::string::npos);
  for (std::size_t begin = 0, end; begin < out.size(); begin = end + 1) {
    end = std::min(out.find('\n', begin), out.size());
    EXPECT_LE(end - begin, 122u);
  }
}

}  // namespace
}  // namespace translator

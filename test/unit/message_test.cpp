// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Messages made of parts.
#include <gtest/gtest.h>

#include <wasm2cpp/host/message.hpp>

namespace {

using wasm2cpp::host::joined;

TEST(Message, IsItsPartsOneAfterTheOther) {
  const std::string name = "name";
  EXPECT_EQ(joined({"a ", std::string_view("view"), ", ", name, ", ", 7u}), "a view, name, 7");
  EXPECT_EQ(joined({}), "");
}

TEST(Message, HasNumbersInDecimal) {
  EXPECT_EQ(joined({0u, " ", std::uint8_t{255}, " ", std::size_t{10}, " ", ~std::uint64_t{0}}),
            "0 255 10 18446744073709551615");
}

TEST(Message, MayHaveTextWithAZeroInIt) {
  EXPECT_EQ(joined({std::string_view("a\0b", 3), "c", std::string_view()}), std::string("a\0bc", 4));
}

}  // namespace

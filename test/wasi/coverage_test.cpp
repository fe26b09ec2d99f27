// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// That nothing is forgotten: each function of functions.def has tests and a row in the runtime's README, and no other
// has.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace {

std::set<std::string> functions() {
  return {
#define WASI_FUNCTION(name) #name,
#include "../../runtime/wasi/functions.def"
  };
}

/// Of the table that begins with "| function |": the names in its first column.
std::set<std::string> rows_of_readme() {
  std::ifstream file(WASM2CPP_RUNTIME_README);
  const std::regex row("\\| `(\\w+)` \\| [^|]+ \\|[^|]*\\|");
  std::set<std::string> names;
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    std::smatch found;
    if (line.starts_with("| function |")) is_inside = true;
    if (line.empty()) is_inside = false;
    if (is_inside && std::regex_match(line, found, row)) names.insert(found[1]);
  }
  return names;
}

TEST(EveryFunction, HasARowInTheTable) { EXPECT_EQ(rows_of_readme(), functions()); }

TEST(EveryFunction, HasTestsOfItsName) {
  std::set<std::string> untested = functions();
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) untested.erase(all.GetTestSuite(i)->name());
  EXPECT_EQ(untested, std::set<std::string>());
}

}  // namespace

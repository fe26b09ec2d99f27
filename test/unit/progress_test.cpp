// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Progress is shown where there is a terminal and the work is long, and is gone at the end.
#include "progress.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace translator {
namespace {

using namespace std::chrono_literals;

TEST(Progress, ShowsHowFarLongWorkIsAndClearsItsLine) {
  std::ostringstream out;
  {
    Progress progress(&out, 200, 0ms);
    progress.advance(84);
    EXPECT_EQ(out.str(), "\rwasm2cpp: 42 %");
    progress.advance(1);
    EXPECT_EQ(out.str(), "\rwasm2cpp: 42 %");  // too soon
  }
  EXPECT_EQ(out.str(), "\rwasm2cpp: 42 %\r\x1b[K");
}

TEST(Progress, CountsThingsGivenAWordForThem) {
  std::ostringstream out;
  {
    Progress progress(&out, 12, 0ms, "compiled");
    progress.advance(3);
  }
  EXPECT_EQ(out.str(), "\rwasm2cpp: compiled 3 of 12\r\x1b[K");
}

TEST(Progress, SaysNothingOfShortWork) {
  std::ostringstream out;
  { Progress(&out, 200, 1h).advance(100); }
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, NeedsNoTerminal) { Progress(nullptr, 200, 0ms).advance(100); }

TEST(Progress, CopesWithNothingToDo) {
  std::ostringstream out;
  { Progress(&out, 0, 0ms).advance(0); }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace translator

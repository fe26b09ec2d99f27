// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of variables, modulo 2^32.
#include "linear_form.hpp"

#include <gtest/gtest.h>

namespace translator {
namespace {

using Terms = std::vector<LinearForm::Term>;

const LinearForm p = LinearForm::of_symbol(1), q = LinearForm::of_symbol(2);

TEST(LinearForm, AddsCoefficientsOfEqualSymbolsInOrder) {
  const LinearForm sum = q.times(3).plus(p).plus(q.times(5)).plus(LinearForm::of_constant(7));
  EXPECT_EQ(sum.terms, (Terms{{1, 1}, {2, 8}}));
  EXPECT_EQ(sum.constant, 7u);
}

TEST(LinearForm, DropsTermsThatCancel) {
  const LinearForm difference = p.plus(q).plus(p.times(0xffff'ffffu));
  EXPECT_EQ(difference.terms, (Terms{{2, 1}}));
  EXPECT_EQ(difference.constant, 0u);
}

TEST(LinearForm, WrapsAtTwoToTheThirtyTwo) {
  const LinearForm form = p.plus(LinearForm::of_constant(0x8000'0000u)).times(2);
  EXPECT_EQ(form.terms, (Terms{{1, 2}}));
  EXPECT_EQ(form.constant, 0u);
  EXPECT_TRUE(p.times(0x8000'0000u).times(2).terms.empty());
}

}  // namespace
}  // namespace translator

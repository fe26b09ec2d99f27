// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 11, what can be seen by running: the loops that are looked at in rule_11_no_second_optimisation.py are right.
#include "rule_11_no_second_optimisation.hpp"
#include "claims.hpp"

namespace rule_11 {

constexpr char rule[] = "rule_11_no_second_optimisation";

CLAIM(what_was_not_inlined_and_what_was_vectorised_is_right) {
  rule_11_no_second_optimisation::instance instance;
  CHECK(instance.calls(1) == 3 * 42 + 12345);
  const auto doubles = instance.memory().view<double>(0, 8192);
  for (std::size_t i = 0; i != doubles.size(); ++i) doubles[i] = static_cast<double>(i);
  instance.scale();
  for (std::size_t i = 0; i != doubles.size(); ++i) CHECK(doubles[i] == 3.0 * static_cast<double>(i));
  const auto words = instance.memory().view<std::uint32_t>(0, 49152);
  for (std::size_t i = 0; i != words.size(); ++i) words[i] = static_cast<std::uint32_t>(i * i);
  instance.combine();
  for (std::uint32_t i = 0; i != 16384; ++i) CHECK(words[32768 + i] == i * i + (i + 16384) * (i + 16384));
}

}  // namespace rule_11

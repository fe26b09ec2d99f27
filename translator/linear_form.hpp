// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums like `base + 8 * i + 16`, modulo 2^32: what an address is made of, told by the values that variables had when
// an iteration of a loop began. Two addresses with the same terms keep their distance.
#pragma once

#include <cstdint>
#include <vector>

namespace translator {

struct LinearForm {
  struct Term {
    std::uint32_t symbol;       ///< a variable's index, or a temporary's with `temporary_symbol` added
    std::uint32_t coefficient;  ///< never 0
    bool operator==(const Term&) const = default;
  };
  static constexpr std::uint32_t temporary_symbol = 1u << 31;

  std::vector<Term> terms;  ///< ascending symbols
  std::uint32_t constant = 0;

  static LinearForm of_constant(std::uint32_t value);
  static LinearForm of_symbol(std::uint32_t symbol);
  LinearForm plus(const LinearForm& other) const;
  LinearForm times(std::uint32_t factor) const;
};

}  // namespace translator

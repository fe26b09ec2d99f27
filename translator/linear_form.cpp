// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on sums of variables: see linear_form.hpp.
#include "linear_form.hpp"

namespace translator {

LinearForm LinearForm::of_constant(std::uint32_t value) { return {{}, value}; }

LinearForm LinearForm::of_symbol(std::uint32_t symbol) { return {{{symbol, 1}}, 0}; }

LinearForm LinearForm::plus(const LinearForm& other) const {
  LinearForm sum{{}, constant + other.constant};
  auto a = terms.begin(), b = other.terms.begin();
  while (a != terms.end() || b != other.terms.end()) {
    const bool takes_a = a != terms.end() && (b == other.terms.end() || a->symbol <= b->symbol);
    const bool takes_b = b != other.terms.end() && (a == terms.end() || b->symbol <= a->symbol);
    Term term{takes_a ? a->symbol : b->symbol, 0};
    if (takes_a) term.coefficient += a++->coefficient;
    if (takes_b) term.coefficient += b++->coefficient;
    if (term.coefficient != 0) sum.terms.push_back(term);
  }
  return sum;
}

LinearForm LinearForm::times(std::uint32_t factor) const {
  LinearForm product{{}, constant * factor};
  for (const Term& term : terms)
    if (term.coefficient * factor != 0) product.terms.push_back({term.symbol, term.coefficient * factor});
  return product;
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which features a module uses: for the gate, which refuses those that are not translated yet, and for `inspect`.
// The table says it of each instruction; here it is said of types and other declarations.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "instruction.hpp"
#include "module.hpp"

namespace translator {

/// Whether this version translates it.
bool is_supported(Feature feature);

/// Exceptions, as of 3.0 or before.
constexpr bool is_of_exceptions(Feature feature) {
  return feature == Feature::Exceptions || feature == Feature::LegacyExceptions;
}

Feature feature_of(ValueType type);
/// By its code, or if that is of the core by the types in its immediates..
Feature feature_of(const Instruction& instruction);

struct FeatureUse {
  Feature feature;
  std::string what;     ///< "v128", "a struct type", "struct.new"
  std::size_t offset;
};

/// Everything beyond the core that the module uses outside of function bodies, in the order of the index spaces.
void for_each_feature(const Module& module, const std::function<void(const FeatureUse&)>& visit);

}  // namespace translator

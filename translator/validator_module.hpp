// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of module validation that is about the type section: see validator_types.cpp.
#pragma once

#include "module.hpp"

namespace translator {

/// Depth of the chain of declared supertypes, as the JavaScript API limits it: subtyping walks this chain.
inline constexpr std::uint32_t max_subtype_depth = 63;

/// Validates the type section, and canonicalizes it.
void validate_types(Module& module);

}  // namespace translator

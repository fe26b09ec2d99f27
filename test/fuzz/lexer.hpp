// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether emitted C++ holds together as a sequence of tokens. Names and data of a module get into comments, literals
// and identifiers there; one that could end its comment or its literal would be C++ of the guest's choice in the host's
// build:
//
//     // func 0 $evil\n int x = system("…");
//
// So this looks for comments and literals that do not end where they should, for characters that C++ has no place for,
// and for brackets that do not match. What it does not do: parse. Compiling what is emitted is the business of other
// tests.
#pragma once

#include <string>
#include <string_view>

namespace fuzz {

/// What is wrong, and near what; empty if nothing is.
std::string lexical_fault(std::string_view cpp);

}  // namespace fuzz

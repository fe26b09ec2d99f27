// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA-256 (FIPS 180-4), for the names of what is kept: nobody can make a module that gets another's program.
#pragma once

#include <string>
#include <string_view>

namespace translator {

/// In lower-case hexadecimal: 64 digits.
std::string sha256(std::string_view bytes);

}  // namespace translator

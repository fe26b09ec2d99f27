// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Translations that write no files: output_in_memory.cpp stands in for the translator's output.cpp, and what a
// translation has committed is asked for here.
//
//     translator::translate(source, {.output = "demo.cpp", .name = "demo"});
//     const auto files = fuzz::take_written();     // {"demo.cpp", …}, {"demo.hpp", …}
#pragma once

#include <map>
#include <string>

namespace fuzz {

using Files = std::map<std::string, std::string>;  ///< contents by path

/// What has been committed since the last time.
Files take_written();

}  // namespace fuzz

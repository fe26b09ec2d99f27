// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts what the translator holds in memory: this program replaces operator new and delete (allocation.cpp), so that
// the highest number of bytes alive at once during one case is known exactly, under sanitizers too.
#pragma once

#include <cstddef>

namespace badinput {

/// Forgets the peak: from now on it is what is allocated beyond the present.
void restart_peak();
/// The most bytes that were allocated at once beyond what was at `restart_peak`.
std::size_t peak();

}  // namespace badinput

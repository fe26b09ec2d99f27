// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs many cases in child processes, so that a crash or a hang of one is a failure with a name and the rest go on:
//
//     Failures failures = watch(case_count, jobs, [&](std::size_t number) { return what_is_wrong(number); });
//
// Each child takes every jobs-th case and says in shared memory which one it is at. The parent looks on: a child that
// died, or that has been at one case for `seconds_per_case`, has failed that case, and another child takes over after it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace badinput {

inline constexpr int seconds_per_case = 10;

using Failures = std::map<std::size_t, std::string>;  ///< by the case's number: what went wrong

/// `run` gives an empty string if the case went well; it must not throw.
Failures watch(std::size_t count, unsigned jobs, const std::function<std::string(std::size_t)>& run);

}  // namespace badinput

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The suite's values, as JSON writes them, and the linker's dynamic values:
//
//     {"type": "f32", "value": "1065353216"}       an argument: 1.0f, by its bits
//     {"type": "f32", "value": "nan:canonical"}    a pattern that a result must match
//     {"type": "funcref"}                          any function
//     {"type": "v128", "lane_type": "f32", …}      lanes, each a number or, in a result, a NaN pattern
//
// Numbers are compared by their bits. FORMAT.md, "Values", beside the suite, is the reference.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

namespace spec {

/// An argument. Throws std::runtime_error if the runtime has no such value.
wasm2cpp::value argument_of(const nlohmann::json& written);

/// Whether a result matches a pattern of `expected`.
bool matches(const wasm2cpp::value& result, const nlohmann::json& pattern);

/// For messages: "f32:0x7fc00001".
std::string text_of(const wasm2cpp::value& value);

}  // namespace spec

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How values, traps and states are told in the reports that are compared, so that two engines say the same
// (reference.mjs is the other side):
//
//     i32 4294967295          f32 3f800000 (its bits)        f64 nan (any NaN)
//     null   i31 -5   object   func   extern 3 (the host's number of it)   exn
//
// Structures and arrays are only "object", as JavaScript knows no more of them.
#pragma once

#include <span>
#include <string>

#include <wasm2cpp/wasm2cpp.hpp>

namespace differential {

std::string text_of(const wasm2cpp::value& value);
/// "(i32 1 f64 nan)"
std::string list_of(std::span<const wasm2cpp::value> values);

/// The trap's kind, in the words that both sides have.
const char* kind_of(const wasm2cpp::trap& trap);
/// What was thrown, by the name under which the instance exports the tag, or "?": "exception tag 1 (i32 5)".
std::string text_of(const wasm2cpp::exception& thrown, const wasm2cpp::module_instance& instance);

/// Prints what the instance exports beside functions. Each line begins with `prefix`.
void print_state(const wasm2cpp::module_instance& instance, const char* prefix);

}  // namespace differential

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host that modules under comparison import from: the functions of our generator ("host") and of Binaryen's fuzzer
// ("fuzzing-support"), which print what they are told; memories, tables and globals as the module declares them.
// reference.mjs has the same in JavaScript.
#pragma once

#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

namespace differential {

/// Defines all that the module may import.
void define_host(wasm2cpp::linker& linker, const wasm2cpp::module_description& module);

/// The arguments number `set` for a function of this type; none if JavaScript could not pass or take its values.
std::optional<std::vector<wasm2cpp::value>> arguments_for(wasm2cpp::host::type_id type, unsigned set);

}  // namespace differential

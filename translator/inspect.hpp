// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module is made of, for people and for programs:
//
//     wasm2cpp inspect demo.wasm           text
//     wasm2cpp inspect demo.wasm --json    the same as one JSON object
//
// Imports and exports with their types, memories, tables, the features it uses, and its biggest functions. The module
// is validated, its function bodies are only decoded.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "module.hpp"
#include "source.hpp"

namespace translator {

/// Prints to `out`. Throws `Diagnostic` for a module that cannot be read, or whose signatures are out of proportion to it.
void inspect(const Source& source, bool as_json, std::ostream& out);

/// The module must be valid.
nlohmann::ordered_json describe(const Module& module);
/// The same for people. `description` is what `describe` gives.
std::string spelled_description(const nlohmann::ordered_json& description);

}  // namespace translator

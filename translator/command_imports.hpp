// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a module can be made a program of: a WASI command, all of whose imports somebody provides. The library
// wasm2cpp::wasi provides WASI's functions and a few of Emscripten's, at the types that its own headers say; memories are
// made by the limits that the import asks for. What is left is refused before anything is compiled, as one list:
//
//     wasm2cpp: tool.wasm imports what no WASI host provides:
//       "env" "draw": function (i32 i32) -> i32
//     With --allow-missing-imports each of these functions traps when it is called.
//
// Modules that are made for JavaScript, reactors and the like are refused with a word on what they are.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "module.hpp"

namespace translator {

/// A valid module that no program can be made of. The message names the file.
class NoCommand : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CommandImports {
  std::vector<std::uint32_t> missing;              ///< functions, as indices into Module::imports
  std::vector<std::uint32_t> absent_system_calls;  ///< Emscripten's
};

/// Throws `NoCommand` unless `module` is a command whose imports are provided, or may be missing.
CommandImports require_command(const Module& module, bool may_miss_imports);

}  // namespace translator

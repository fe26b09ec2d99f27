// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `main` of a program that is made of a WASI command: OUT.main.cpp.
//
//     #include <wasm2cpp/command.hpp>
//
//     #include "tool.hpp"
//
//     int main(int argc, char** argv) {
//       wasm2cpp::command command(tool::description());
//       command.directory("data::/");
//       command.missing<std::uint32_t(std::uint32_t)>("env", "draw");
//       return command.run(argc, argv);
//     }
//
// What it does is in the library wasm2cpp::wasi. Functions that are missing are written here, because a host function has
// a C++ type.
#pragma once

#include <string>
#include <vector>

#include "command_imports.hpp"
#include "module.hpp"

namespace translator {

/// What is built into a program.
struct CommandOptions {
  std::vector<std::string> directories;  ///< HOST[::GUEST][:ro]
  std::vector<std::string> variables;    ///< NAME=VALUE, or NAME
  bool is_sealed = false;                ///< it takes no options `--wasi-…`
  bool may_miss_imports = false;
};

/// `header` is the name of the emitted header, `space` its namespace.
std::string write_command(const Module& module, const CommandImports& imports, const CommandOptions& options,
                          const std::string& header, const std::string& space);

}  // namespace translator

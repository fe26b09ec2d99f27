// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the user asked for: the arguments of `wasm2cpp`, parsed and checked, as plain data.
//
//     wasm2cpp [translate] IN.wasm -o OUT.cpp …     → {.command = Command::Translate, .input = "IN.wasm", …}
//     wasm2cpp inspect --help                       → {.command = Command::Help, .text = "Usage: …"}
//
// The first word selects the subcommand; where it is none, `translate` is meant. Arguments that make no sense are a
// `UsageError` (exit status 2). Nothing is opened, run or written here: that is commands.hpp.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "build.hpp"
#include "run.hpp"
#include "translate.hpp"

namespace translator {

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Command { Translate, DumpTree, Validate, Inspect, Flags, Build, Run, ClearCache, Help };

struct CommandLine {
  Command command = Command::Help;
  std::string input;           ///< of those that read a module; `-` is standard input
  TranslateOptions translate;  ///< of Translate
  BuildOptions build;          ///< of Build
  RunOptions run;              ///< of Run
  bool clears_cache = false;   ///< of Run and ClearCache
  bool json = false;           ///< of Inspect
  std::string cxx;             ///< of Flags: the compiler to give flags for
  std::string text;            ///< of Help: what to print
};

/// `arguments` without the program's own name. Throws `UsageError`.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace translator

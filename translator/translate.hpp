// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The translation of one module, from its bytes to the files on disk:
//
//     translate(Source::open("demo.wasm"), {.output = "demo.cpp", .name = "demo"});
//
// writes demo.hpp and demo.cpp, and with `shards = 3` also demo.1.cpp to demo.3.cpp. The output is a function of the
// bytes and the options alone: not of the time, the locale, the number of threads or the machine.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "command_writer.hpp"
#include "metering.hpp"
#include "source.hpp"

namespace translator {

struct TranslateOptions {
  std::string output;    ///< OUT.cpp, beside which OUT.hpp is written; `-` writes one file to standard output
  std::string name;      ///< the namespace, escaped already; never empty
  unsigned shards = 0;   ///< 0: everything in OUT.cpp; else functions and data go to OUT.1.cpp … OUT.N.cpp
  std::string depfile;   ///< a makefile rule "OUT.cpp: IN.wasm" is written there, if not empty
  std::optional<CommandOptions> command;  ///< for a program: OUT.main.cpp is written, too
  Metering metering;
  unsigned threads = 0;  ///< 0: as many as can run
};

/// Throws `Diagnostic` for a module that is refused, `NoCommand` for one that is no command, `FileError` for a file that cannot be written; then writes
/// nothing.
void translate(const Source& source, const TranslateOptions& options);

/// The tree between lowering and emitter, as text, for people and goldens (`--dump-tree`). Throws `Diagnostic`.
void dump_tree(const Source& source, const Metering& metering, std::ostream& out);

}  // namespace translator

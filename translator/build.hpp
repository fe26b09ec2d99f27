// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `wasm2cpp build`: from a module to a native program, in one go.
//
//     read and check the module      what is no command, or imports what nobody provides, is refused at once
//     translate                      into a temporary folder, or where `keep` says
//     compile                        shards in parallel; the WASI host's sources, too, where it is not compiled already
//     link                           beside the program's place, and then into it by `rename`
//
// Whatever happens, nothing half-made is left behind: not by an error, not by ^C.
#pragma once

#include <string>
#include <vector>

#include "command_writer.hpp"
#include "source.hpp"

namespace translator {

struct BuildOptions {
  std::string output;              ///< the program
  std::string name;                ///< the namespace of the emitted code, escaped already
  std::string cxx;                 ///< empty: $CXX, else c++
  std::string optimization = "2";  ///< behind -O
  std::string march;
  bool uses_lto = false;
  bool is_static = false;
  bool has_debug_information = false;
  bool is_checked = false;         ///< bounds
  unsigned jobs = 0;               ///< how many compilers at a time; 0: as many as there are cores
  std::string keep;                ///< a folder for the C++; empty: it is not kept
  CommandOptions command;
};

/// Throws `Diagnostic`, `NoCommand`, `FileError`, `Interrupted`; and `FileError`, too, for what the compiler refuses.
void build(const Source& source, const BuildOptions& options);

/// What of `options` and the compiler decides what a module becomes, as text: for a cache's key.
std::string fingerprint(const BuildOptions& options);

}  // namespace translator

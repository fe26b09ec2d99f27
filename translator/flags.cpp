// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `wasm2cpp flags`: how to compile emitted code without CMake.
//
//     $ wasm2cpp flags --cxx g++
//     -std=c++20 -I/usr/include -ffp-contract=off …
#include <ostream>

#include "commands.hpp"
#include "toolchain.hpp"

namespace translator {

void print_flags(const std::string& cxx, std::ostream& out) {
  const Compiler compiler = Compiler::find(cxx);
  out << "-std=c++20 -I" << RuntimePlace::find().include_folders[0];
  for (const std::string& flag : guest_flags(compiler)) out << ' ' << flag;
  out << '\n';
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ compiler that the user has, and where the runtime is: what it takes to compile emitted code without CMake.
//
//     const Compiler compiler = Compiler::find("", {"-O2"});      // $CXX, else c++
//     compiler.command                                            // {"ccache", "g++"}
//     guest_flags(compiler)                                       // {"-ffp-contract=off", …}
//     RuntimePlace::find().include_folders                        // {"/usr/include"}
//
// The flags themselves are written down once, in cmake/wasm2cpp_guest_flags.cmake, which also says why each is needed;
// CMake puts them into guest_flags.hpp. Which of them apply depends on what the compiler makes code for, so it is asked
// for its predefined macros.
#pragma once

#include <string>
#include <vector>

#include "process.hpp"

namespace translator {

struct Compiler {
  Words command;      ///< its words: CXX may be "ccache g++"; they are separated by spaces, and nothing is quoted
  std::string macros;   ///< what it predefines, given the flags

  /// The compiler `asked` for; if that is empty, $CXX, or else c++. `flags` may change what it makes code for. Throws
  /// `FileError` if it cannot be run, or is neither g++ nor clang++.
  static Compiler find(const std::string& asked, const std::vector<std::string>& flags = {});
  bool defines(const char* macro) const;
  /// The program's file, symbolic links followed; empty if it is not in PATH. Of "ccache g++" that of g++.
  std::string path() const;
};

/// The flags for emitted code, beside -std=c++20 and the include folders.
std::vector<std::string> guest_flags(const Compiler& compiler);

struct RuntimePlace {
  std::vector<std::string> include_folders;
  std::string wasi_sources;  ///< the folder with the WASI host's sources
  std::string wasi_library;  ///< the same compiled, with the compiler that this program was built by

  /// Beside the installed executable, else where this executable was built from.
  static RuntimePlace find();
  /// Whether `wasi_library` is there, and programs of `compiler` can be linked with it.
  bool has_library_for(const Compiler& compiler) const;
};

/// The file of the running program.
std::string own_executable();

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `wasm2cpp flags`: how to compile emitted code without CMake.
//
//     $ wasm2cpp flags --cxx g++
//     -std=c++20 -I/usr/include -ffp-contract=off …
//
// The flags themselves are written down once, in cmake/wasm2cpp_guest_flags.cmake, which also says why each is needed;
// CMake puts them into guest_flags.hpp. Which of them apply depends on what the compiler makes code for, so it is asked
// for its predefined macros.
#include <array>
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <system_error>

#include "commands.hpp"
#include "guest_flags.hpp"

namespace translator {
namespace {

/// What the command prints, by way of the shell: CXX may be "ccache g++".
std::string output_of(const std::string& command) {
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) return "";
  std::string text;
  std::array<char, 4096> block;
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), count);
  return ::pclose(pipe) == 0 ? text : "";
}

bool defines(const std::string& macros, const char* name) {
  return macros.find(std::string("#define ") + name + ' ') != std::string::npos;
}

/// The runtime's headers: beside the installed executable, else where this executable was built from.
std::string include_directory() {
  std::error_code error;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto installed = executable.parent_path().parent_path() / WASM2CPP_INCLUDE_FOLDER;
  if (!error && std::filesystem::exists(installed / "wasm2cpp/guest.hpp", error)) return installed.string();
  return WASM2CPP_SOURCE_INCLUDE;
}

}  // namespace

void print_flags(const std::string& cxx, std::ostream& out) {
  const std::string macros = output_of(cxx + " -dM -E -x c++ /dev/null");
  if (macros.empty()) throw FileError("cannot run the compiler '" + cxx + "'");
  if (!defines(macros, "__GNUC__")) throw FileError("'" + cxx + "' is neither g++ nor clang++");
  out << "-std=c++20 -I" << include_directory() << ' ' << WASM2CPP_GUEST_FLAGS;
  if (defines(macros, "__linux__")) out << ' ' << WASM2CPP_GUEST_FLAGS_LINUX;
  out << '\n';
}

}  // namespace translator

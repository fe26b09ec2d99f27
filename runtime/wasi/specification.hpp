// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How folders and variables are written on a command line: of the translator when a program is built, and of the program.
//
//   HOST[::GUEST][:ro]     a folder; without GUEST its name for the guest is HOST
//   GUEST::HOST[:ro]       the same the other way round, as other runtimes have it
//   NAME=VALUE, NAME       a variable; without a value, what the program itself was given
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <wasm2cpp/wasi.hpp>

namespace wasm2cpp::wasi {

/// Says what is wanted.
struct bad_specification : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// HOST[::GUEST][:ro]
inline wasi_directory directory_of(std::string text) {
  const std::string whole = text;
  wasi_directory directory;
  directory.is_read_only = text.ends_with(":ro");
  if (directory.is_read_only) text.resize(text.size() - 3);
  const std::size_t colons = text.rfind("::");
  directory.host = text.substr(0, colons);
  directory.guest = colons == std::string::npos ? text : text.substr(colons + 2);
  if (directory.host.empty() || directory.guest.empty())
    throw bad_specification("a folder is written HOST[::GUEST][:ro], not '" + whole + "'");
  return directory;
}

/// GUEST::HOST[:ro]
inline wasi_directory mapping_of(const std::string& text) {
  wasi_directory directory = directory_of(text);
  if (text.find("::") == std::string::npos)
    throw bad_specification("a mapping is written GUEST::HOST[:ro], not '" + text + "'");
  std::swap(directory.host, directory.guest);
  return directory;
}

/// The name in NAME=VALUE or NAME.
inline std::string variable_name(const std::string& text) {
  std::string name = text.substr(0, text.find('='));
  if (name.empty()) throw bad_specification("a variable is written NAME=VALUE or NAME, not '" + text + "'");
  return name;
}

}  // namespace wasm2cpp::wasi

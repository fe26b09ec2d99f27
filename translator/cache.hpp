// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is kept between runs, in $XDG_CACHE_HOME/wasm2cpp, else ~/.cache/wasm2cpp: programs that `run` has built, and the
// WASI host compiled for other compilers than ours. Everything is named by the SHA-256 of all that it depends on.
//
//     const std::optional<CacheFolder> programs = CacheFolder::open("programs");
//     const std::string program = programs->path_for(everything);
//     if (!CacheFolder::is_trusted(program)) build(…, program);
//
// Programs in it are run, so it has to be ours: a folder or file that belongs to somebody else, that others may write to, or
// that is a symbolic link is not used. Two that make the same thing at once do no harm: it is made elsewhere and moved
// there whole, and whose is last stays.
#pragma once

#include <optional>
#include <string>

#include "toolchain.hpp"

namespace translator {

class CacheFolder {
 public:
  /// The folder for one kind of thing, made if it is not there. None if there is none to be had or to be trusted; then
  /// standard error says why.
  static std::optional<CacheFolder> open(const std::string& kind);
  /// Removes everything. Throws `FileError`.
  static void clear();

  /// Where that is kept which depends on `everything`.
  std::string path_for(const std::string& everything) const;
  /// Whether `path` is there and can be trusted.
  static bool is_trusted(const std::string& path);
  /// Moves a finished file or folder to its place, unless that is taken.
  static void publish(const std::string& finished, const std::string& path);

 private:
  explicit CacheFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// What makes a compiler the same as another: its file, its version, what it predefines.
std::string identity_of(const Compiler& compiler);
/// The content of all of the runtime's files.
std::string identity_of(const RuntimePlace& runtime);
/// The version, and the file that runs: its size and times.
std::string identity_of_translator();

}  // namespace translator

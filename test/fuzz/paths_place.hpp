// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the target `paths` works: a folder that a guest has, one beside it that it must never reach, and what the guest
// does there, always by one of the sandbox's two resolvers.
//
//     inside/file, inside/folder/file, inside/folder/deep, inside/link -> folder, inside/out -> ../outside
//     outside/secret
//
// Two places, each with its own resolver, that see the same operations give the same outcomes and hold the same files
// then. `reset` makes a place as it was.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "path.hpp"

namespace fuzz {

/// What an operation came to: an errno, and what was reached, relative to the folder.
struct Reached {
  wasm2cpp::wasi::error_code error = {};
  std::string what;
  bool operator==(const Reached&) const = default;
};

class Place {
 public:
  Place(const std::filesystem::path& folder, wasm2cpp::wasi_resolver resolver);
  void reset();

  // As runtime/wasi/paths.cpp does it.
  Reached open(const std::string& path, int flags, wasm2cpp::wasi::last_link link) const;
  Reached make_folder(const std::string& path) const;
  Reached make_link(const std::string& target, const std::string& path) const;
  Reached remove(const std::string& path, bool is_folder) const;
  Reached rename(const std::string& from, const std::string& to) const;

  /// Names, kinds, links' targets and files' sizes.
  std::string listing() const;
  bool is_outside_untouched() const;

 private:
  std::string reached_by(int number) const;
  template <class Action>
  Reached outcome_of(Action action) const;

  std::filesystem::path inside_, outside_;
  wasm2cpp::wasi_resolver resolver_;
  wasm2cpp::wasi::descriptor folder_;
};

}  // namespace fuzz

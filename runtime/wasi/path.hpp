// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Paths of the guest's, resolved beneath a folder: the sandbox. No path, symbolic link or race leads out of it.
//
// Two resolvers do the same. Where the kernel has openat2, it resolves (RESOLVE_BENEATH, which also holds against renames and
// swapped links meanwhile). Else, or where a seccomp filter refuses that call, each component is opened in turn without
// following links, and links are read and walked here. A folder is only ever entered through the descriptor of its
// parent, so that what `..` means is what was walked, never what the file system says now.
//
// procfs is refused: what lies there (/proc/self/mem, magic links) reaches beyond any folder.
#pragma once

#include <string>

#include <wasm2cpp/wasi.hpp>

#include "descriptor.hpp"

namespace wasm2cpp::wasi {

/// Where the last component of a path lies: for calls that work on a name in a folder and do not follow it.
struct location {
  host_descriptor folder;  ///< opened with O_PATH
  std::string name;      ///< one component
  bool must_be_folder = false;  ///< the path ended in a slash
};

/// Resolves all but the last component of `path` beneath `folder`. Fails with not_capable if that leads out, with
/// `invalid` or no_entry for an empty path, as the system does otherwise. "." and ".." as last component are given as they
/// are, but ".." only where it stays beneath `folder`.
location locate(const descriptor& folder, const std::string& path, wasi_resolver resolver);

/// Opens `path` beneath `folder` with the flags and mode of open(2), O_CLOEXEC added; follows a link that the last component is only
/// if `follows`. Fails with not_capable if it leads out, with `access` for what lies in procfs, with `loop` for a link
/// that is not to be followed.
host_descriptor open_beneath(const descriptor& folder, const std::string& path, int flags, unsigned mode, bool follows,
                             wasi_resolver resolver);

}  // namespace wasm2cpp::wasi

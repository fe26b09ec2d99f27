// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Paths of the guest's, resolved beneath a folder: the sandbox. No path, symbolic link or race leads out of it.
//
//   const host_descriptor file = open_beneath(*folder, "a/../b", O_RDONLY, 0, last_link::stays, resolver);
//   const location there = locate(*folder, "a/new", resolver);
//   ::mkdirat(there.folder.number(), there.name.c_str(), 0777);
//
// The kernel resolves where it can: openat2 with RESOLVE_BENEATH, which also holds against renames and links that are
// swapped meanwhile. Where it cannot (it is too old; a seccomp filter refuses the call; the path leads out, or into
// another file system, or something was renamed at that moment), the walk decides: each component is opened in turn
// without following links, and links are read and walked here. A folder is only ever entered through the descriptor of
// its parent, so that what `..` means is what was walked, never what the file system says now. Both give the same
// errors.
//
// procfs is refused: what lies there (/proc/self/mem, magic links) reaches beyond any folder. That is why the kernel
// resolves within one file system only: the walk sees each that a path enters.
#pragma once

#include <string>

#include <wasm2cpp/wasi.hpp>

#include "descriptor.hpp"

namespace wasm2cpp::wasi {

/// What becomes of a symbolic link that is the last component. Those before it are always followed, and it too if the
/// path ends in a slash.
enum class last_link { stays, is_followed };

/// What the argument `lookup` of a function says. Fails with `invalid` for a flag that there is not.
last_link last_link_of(u32 lookup);

/// Opens `path` beneath `folder` with the flags and mode of open(2), O_CLOEXEC and O_NOCTTY added. A link that is not
/// followed is opened itself if flags have O_PATH. Fails with not_capable if the path leads out (an absolute one does),
/// with `access` if it enters procfs, with no_entry for an empty path, else as open(2) does.
host_descriptor open_beneath(const descriptor& folder, const std::string& path, int flags, unsigned mode,
                             last_link link, wasi_resolver resolver);

/// Where the last component of a path lies: for system calls that work on a name in a folder.
struct location {
  host_descriptor folder;  ///< opened with O_PATH, or borrowed from the descriptor that the path starts from
  std::string name;        ///< one component, and a slash behind it if there was one
};

/// Resolves all but the last component, which need not exist. The name may be "." or, where that does not lead out,
/// "..". It is for calls that do not follow links, not even those with a slash behind: mkdir, rename, rmdir, symlink,
/// unlink. Fails as open_beneath.
location locate(const descriptor& folder, const std::string& path, wasi_resolver resolver);

/// Whether a descriptor of the host's lies in procfs, or that cannot be told.
bool is_in_procfs(int number);

}  // namespace wasm2cpp::wasi

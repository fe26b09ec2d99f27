// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mkdtemp makes a folder of mode 0700 whose name nobody could know before.
#include "temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "source.hpp"

namespace translator {

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) : path((parent / "wasm2cpp.XXXXXX").string()) {
  if (!::mkdtemp(path.data())) throw FileError("cannot make a temporary folder in " + parent.string() + ": " + std::strerror(errno));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

std::filesystem::path TemporaryFolder::system_folder() { return std::filesystem::temp_directory_path(); }

}  // namespace translator

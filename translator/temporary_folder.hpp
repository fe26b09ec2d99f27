// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A folder that only we may look into, removed with its contents at the end of its scope:
//
//     const TemporaryFolder folder;                    // in the system's place for temporaries
//     write(folder.path + "/module.cpp");
#pragma once

#include <filesystem>
#include <string>

namespace translator {

struct TemporaryFolder {
  /// Throws `FileError`. `parent` must be there.
  explicit TemporaryFolder(const std::filesystem::path& parent = system_folder());
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  /// $TMPDIR, else /tmp.
  static std::filesystem::path system_folder();

  std::string path;
};

}  // namespace translator

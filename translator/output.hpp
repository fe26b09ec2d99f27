// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files that a translation writes appear all at once or not at all:
//
//     OutputSet outputs;
//     OutputFile& header = outputs.create("demo.hpp");
//     header.write("#pragma once\n");
//     outputs.commit();
//
// Text streams to a temporary file beside the target (`demo.hpp.XXXXXX`), so that memory use does not grow with the
// output. `commit` moves the temporaries into place; a target whose content would not change is left alone, time stamp
// included, so that a build system sees that nothing happened. Without `commit` (an exception passed through) the
// temporaries are removed and no target is touched. A symbolic link stays; the file it leads to is the target. The path
// `-` is standard output, and like a device it is written at `commit` too, before any file.
//
// Different files of one set may be written by different threads; `create` and `commit` are for one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace translator {

class OutputFile {
 public:
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Appends; throws `FileError` if the disk is full and the like.
  void write(std::string_view text);
  const std::string& path() const { return path_; }

 private:
  friend class OutputSet;
  void remove_temporary();
  void flush();
  void finish();
  void publish();
  bool same_as_target() const;
  void copy_to_stream();

  std::string path_;
  std::string temporary_;  ///< empty once it is in place or removed
  std::string buffer_;
  int descriptor_ = -1;
};

class OutputSet {
 public:
  /// No file of this set may be this one, which is an input.
  void keep(const std::string& path);
  /// Starts a file. Throws `FileError` if its folder cannot be written to, or another file of the set is the same.
  OutputFile& create(std::string path);
  /// Moves every file into place. Throws `FileError`.
  void commit();

 private:
  std::vector<std::unique_ptr<OutputFile>> files_;
  std::set<std::filesystem::path> taken_;
};

}  // namespace translator

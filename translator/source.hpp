// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a module's bytes come from:
//
//     Source::open("demo.wasm")   the file, mapped: its pages are read when they are first looked at
//     Source::open("-")           standard input, read whole
//     Source::open("demo.wat")    the text format, through WABT's `wat2wasm` where that is installed
//     Source::of(bytes, "demo")   bytes that are in memory already
//
// A `Source` outlives everything that points into its bytes (`Module`, the emitter). What cannot be read is a
// `FileError`; whether the bytes are a module is the reader's business.
//
// What this file deliberately does not do: parse the text format itself.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace translator {

/// A file that cannot be read or written, or a tool that is needed and missing: "cannot open x.wasm: …".
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Source {
 public:
  /// Opens `path`; `-` is standard input, a name that ends in `.wat` is assembled. Throws `FileError`.
  static Source open(const std::string& path);
  /// Holds `bytes`; messages and output name them as a file of this name.
  static Source of(std::vector<std::byte> bytes, std::string name);

  Source(Source&& other) noexcept;
  Source& operator=(Source&& other) noexcept;
  ~Source();

  std::span<const std::byte> bytes() const { return bytes_; }
  /// The name for messages: the path as given, or `<stdin>`.
  const std::string& name() const { return name_; }
  /// The path as given (`-` for standard input): what a depfile names.
  const std::string& path() const { return path_; }

 private:
  explicit Source(std::string path);
  void map(int descriptor, std::size_t size);
  void read_whole(int descriptor);

  std::string path_;
  std::string name_;
  std::span<const std::byte> bytes_;
  std::vector<std::byte> held_;  ///< the bytes, where they are not mapped
  void* mapping_ = nullptr;
  std::size_t mapped_size_ = 0;
};

}  // namespace translator

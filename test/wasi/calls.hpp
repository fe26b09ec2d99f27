// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For tests of one function after the other: guest.wat, called with arguments at places that are always the same, and a
// folder that is gone afterwards.
//
//   Guest g({.standard_input = wasi_stream::from_string("text")});
//   g.set_buffers({{4096, 100}});
//   EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, Guest::result)), code::success);
//   EXPECT_EQ(g.text(4096, g.read<u32>(Guest::result)), "text");
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <wasm2cpp/wasi.hpp>

#include "../../runtime/wasi/abi.hpp"
#include "wasi_guest.hpp"

namespace wasm2cpp::wasi {
inline std::ostream& operator<<(std::ostream& out, error_code code) {
  return out << "errno " << static_cast<u32>(code);
}
}  // namespace wasm2cpp::wasi

namespace wasi_calls {

using namespace wasm2cpp::wasi;
using code = error_code;
using wasm2cpp::wasi_clock;
using wasm2cpp::wasi_host;
using wasm2cpp::wasi_options;
using wasm2cpp::wasi_stream;

/// A folder of the host's.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "wasi_test.XXXXXX";
    path = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  std::string operator/(std::string_view name) const { return path / name; }
  void write(std::string_view name, std::string_view content) const { std::ofstream(path / name) << content; }
  std::string read(std::string_view name) const {
    std::ifstream file(path / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has(std::string_view name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path / name));
  }

  std::filesystem::path path;
};

/// How it ends: the wording of a trap or other error, if there is one.
template <class Body>
std::string outcome_of(Body body) {
  const auto result = wasm2cpp::try_call(body);
  return result ? "it returned" : result.error().what();
}

/// A place in the guest's memory with its length.
struct Text {
  u32 at;
  u32 length;
};

class Guest {
 public:
  static constexpr u32 result = 0;         ///< 64 bytes for what a function answers
  static constexpr u32 buffers = 64;       ///< an array of iovecs
  static constexpr u32 first_path = 1024;  ///< two paths
  static constexpr u32 second_path = 2048;
  static constexpr u32 bytes = 4096;         ///< and what is read and written
  static constexpr u32 outside = 2 * 65536;  ///< the end of the memory

  explicit Guest(const wasi_options& options = {})
      : wasi(options), run({.wasi_snapshot_preview1 = wasi, .wasi_unstable = wasi.unstable()}), memory(run.memory()) {}

  template <class T>
  T read(u32 at) const {
    return memory.read<T>(at);
  }
  template <class T>
  void write(u32 at, T value) const {
    memory.write<T>(at, value);
  }
  std::string text(u32 at, u32 length) const {
    const auto view = memory.bytes().subspan(at, length);
    return {reinterpret_cast<const char*>(view.data()), length};
  }
  Text put(u32 at, std::string_view text) const {
    memory.write_string(at, text);
    return {at, static_cast<u32>(text.size())};
  }
  void set_buffers(std::vector<Text> list, u32 at = buffers) const {
    for (const Text& each : list) {
      write<u32>(at, each.at);
      write<u32>(at + 4, each.length);
      at += 8;
    }
  }
  /// One buffer with that text.
  void set_content(std::string_view text) const { set_buffers({put(bytes, text)}); }

  /// Opens a file beneath descriptor 3, with all rights that it can have.
  code open(std::string_view name, u32 how = 0, u32 flags = 0, u64 rights = right::all) {
    const Text path = put(first_path, name);
    return code(run.path_open(3, lookup_flag::follow, path.at, path.length, how, rights & inheriting(), inheriting(),
                              flags, result));
  }
  /// The same, of one that must be there: its descriptor.
  u32 opened(std::string_view name, u32 how = 0, u32 flags = 0, u64 rights = right::all) {
    EXPECT_EQ(open(name, how, flags, rights), code::success) << name;
    return read<u32>(result);
  }
  /// What may be inherited from descriptor 3.
  u64 inheriting() {
    EXPECT_EQ(code(run.fd_fdstat_get(3, result)), code::success);
    return read<u64>(result + 16);
  }
  code drop_rights(u32 fd, u64 kept = 0) { return code(run.fd_fdstat_set_rights(fd, kept, 0)); }

  wasi_host wasi;
  wasi_guest::instance run;
  wasm2cpp::memory memory;
};

/// A guest with a folder at descriptor 3.
struct GuestWithFolder {
  explicit GuestWithFolder(wasi_options options = {}) : guest(with_folder(std::move(options))) {}
  wasi_options with_folder(wasi_options options) {
    options.directories.insert(options.directories.begin(), {.host = folder.path, .guest = "/"});
    return options;
  }
  Folder folder;
  Guest guest;
};

}  // namespace wasi_calls

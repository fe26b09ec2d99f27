// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For tests of the sandbox: folders that a guest is given and one beside them that it must never reach, and a guest
// whose calls take paths.
//
//   Place place;
//   place.write("inside/a.txt", "text");
//   Caller guest({.directories = {{.host = place.inside(), .guest = "/"}}});
//   EXPECT_EQ(guest.open("../outside/secret").error, code::not_capable);
//   EXPECT_EQ(guest.on_path(&Run::path_unlink_file, "a.txt"), code::success);
//   EXPECT_TRUE(place.is_outside_untouched());
#pragma once

#include <cstring>

#include "calls.hpp"

namespace wasi_calls {

using Run = wasi_guest::instance;

/// A fresh folder with two in it, gone at the end: `inside`, for guests, and `outside`.
class Place : public Folder {
 public:
  static constexpr const char* secret = "what no guest may read or change";

  Place() {
    std::filesystem::create_directory(path / "inside");
    std::filesystem::create_directory(path / "outside");
    write("outside/secret", secret);
  }

  std::string inside(const std::string& below = "") const { return path / "inside" / below; }
  std::string outside(const std::string& below = "") const { return path / "outside" / below; }

  /// Whether the outside is as it was made: nothing more, nothing less.
  bool is_outside_untouched() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(outside())) names.push_back(entry.path().filename());
    return names == std::vector<std::string>{"secret"} && read("outside/secret") == secret &&
           std::filesystem::hard_link_count(outside("secret")) == 1;
  }
};

/// What a call gave: an errno, and if that is success, a number or text.
template <class T>
struct Answer {
  code error;
  T value;
};

/// A guest with room for paths and buffers as they come.
class Caller : public Guest {
 public:
  using Guest::Guest;

  /// Calls an export with numbers.
  template <class... P, class... A>
  code call(u32 (Run::*function)(P...), A... arguments) {
    return code((run.*function)(static_cast<P>(arguments)...));
  }

  /// Copies text to where nothing else is. There is room for 60 KiB in all: forget() to begin anew.
  Text put(std::string_view text) {
    const Text put = {free_, static_cast<u32>(text.size())};
    std::memcpy(memory.bytes().subspan(put.at, put.length).data(), text.data(), text.size());
    free_ += (put.length + 15) & ~15u;
    return put;
  }
  /// Room for `length` bytes, which are 0.
  Text room(u32 length) { return put(std::string(length, '\0')); }
  void forget() { free_ = bytes; }

  struct How {
    u32 folder = 3;
    u32 lookup = lookup_flag::follow;
    u32 how = 0;
    u64 base = right::fd_read | right::fd_seek | right::fd_filestat_get | right::fd_readdir;
    u64 inheriting = 0;
    u32 flags = 0;
  };
  Answer<u32> open(std::string_view path, const How& how) {
    const Text name = put(path), opened = room(4);
    const u32 error = run.path_open(how.folder, how.lookup, name.at, name.length, how.how, how.base, how.inheriting,
                                    how.flags, opened.at);
    return {code(error), read<u32>(opened.at)};
  }
  Answer<u32> open(std::string_view path) { return open(path, How()); }

  /// Up to 4096 bytes from where the descriptor is.
  Answer<std::string> read_all(u32 fd) {
    const Text target = room(4096), count = room(4), vector = room(layout::iovec);
    memory.write<u32>(vector.at, target.at);
    memory.write<u32>(vector.at + 4, target.length);
    const u32 error = run.fd_read(fd, vector.at, 1, count.at);
    return {code(error), Guest::text(target.at, read<u32>(count.at))};
  }
  code write_all(u32 fd, std::string_view text) {
    const Text source = put(text), count = room(4), vector = room(layout::iovec);
    memory.write<u32>(vector.at, source.at);
    memory.write<u32>(vector.at + 4, source.length);
    return code(run.fd_write(fd, vector.at, 1, count.at));
  }

  /// A function that takes a descriptor and a path, such as path_unlink_file.
  using PathFunction = u32 (Run::*)(u32, u32, u32);
  code on_path(PathFunction function, std::string_view path, u32 folder = 3) {
    const Text name = put(path);
    return code((run.*function)(folder, name.at, name.length));
  }
  code rename(std::string_view from, std::string_view to, u32 folder = 3, u32 to_folder = 3) {
    const Text old = put(from), renamed = put(to);
    return code(run.path_rename(folder, old.at, old.length, to_folder, renamed.at, renamed.length));
  }
  code link(std::string_view from, std::string_view to, u32 folder = 3, u32 to_folder = 3, u32 lookup = 0) {
    const Text old = put(from), added = put(to);
    return code(run.path_link(folder, lookup, old.at, old.length, to_folder, added.at, added.length));
  }
  code symlink(std::string_view target, std::string_view path, u32 folder = 3) {
    const Text old = put(target), added = put(path);
    return code(run.path_symlink(old.at, old.length, folder, added.at, added.length));
  }
  Answer<std::string> readlink(std::string_view path, u32 size = 4096, u32 folder = 3) {
    const Text name = put(path), target = room(size), used = room(4);
    const u32 error = run.path_readlink(folder, name.at, name.length, target.at, size, used.at);
    return {code(error), Guest::text(target.at, read<u32>(used.at))};
  }
  /// The statistics, as WASI lays them out.
  Answer<std::string> status(std::string_view path, u32 lookup = 0, u32 folder = 3) {
    const Text name = put(path), stat = room(layout::filestat);
    const u32 error = run.path_filestat_get(folder, lookup, name.at, name.length, stat.at);
    return {code(error), Guest::text(stat.at, stat.length)};
  }
  code set_times(std::string_view path, u64 accessed, u64 modified, u32 flags, u32 lookup = 0, u32 folder = 3) {
    const Text name = put(path);
    return code(run.path_filestat_set_times(folder, lookup, name.at, name.length, accessed, modified, flags));
  }

 private:
  u32 free_ = bytes;
};

}  // namespace wasi_calls

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was reached is asked of the kernel (/proc/self/fd), which knows the name of whatever a descriptor is open at. So
// the claim that it lies inside does not rest on anything that the resolvers believe.
#include "paths_place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "require.hpp"

/// The resolver asks between attempts whether its guest is to be stopped (runtime/wasi/threads.cpp). Here is no guest.
void wasm2cpp::wasi::heed_interruption() {}

namespace fuzz {
namespace {

namespace wasi = wasm2cpp::wasi;
namespace files = std::filesystem;

constexpr const char* secret = "what no guest may read or change";

void write(const files::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string read(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Place::Place(const files::path& folder, wasm2cpp::wasi_resolver resolver)
    : inside_(folder / "inside"), outside_(folder / "outside"), resolver_(resolver) {
  files::create_directories(outside_);
  files::create_directories(inside_);
  write(outside_ / "secret", secret);
  folder_.file = wasi::host_descriptor(::open(inside_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  require(static_cast<bool>(folder_.file), "cannot open " + inside_.string());
  reset();
}

void Place::reset() {
  for (const files::directory_entry& entry : files::directory_iterator(inside_)) files::remove_all(entry.path());
  files::create_directories(inside_ / "folder" / "deep");
  write(inside_ / "file", "text");
  write(inside_ / "folder" / "file", "more text");
  files::create_symlink("folder", inside_ / "link");
  files::create_symlink("../outside", inside_ / "out");
}

// Operations --------------------------------------------------------------------------------------------------------

template <class Action>
Reached Place::outcome_of(Action action) const try {
  return {wasi::error_code::success, action()};
} catch (const wasi::failure& why) {
  return {why.code, ""};
}

Reached Place::open(const std::string& path, int flags, wasi::last_link link) const {
  return outcome_of([&] {
    const wasi::host_descriptor opened = wasi::open_beneath(folder_, path, flags, 0666, link, resolver_);
    return reached_by(opened.number());
  });
}

Reached Place::make_folder(const std::string& path) const {
  return outcome_of([&] {
    const wasi::location there = wasi::locate(folder_, path, resolver_);
    wasi::succeeded(::mkdirat(there.folder.number(), there.name.c_str(), 0777));
    return reached_by(there.folder.number());
  });
}

Reached Place::make_link(const std::string& target, const std::string& path) const {
  return outcome_of([&] {
    const wasi::location there = wasi::locate(folder_, path, resolver_);
    wasi::succeeded(::symlinkat(target.c_str(), there.folder.number(), there.name.c_str()));
    return reached_by(there.folder.number());
  });
}

Reached Place::remove(const std::string& path, bool is_folder) const {
  return outcome_of([&] {
    const wasi::location there = wasi::locate(folder_, path, resolver_);
    wasi::succeeded(::unlinkat(there.folder.number(), there.name.c_str(), is_folder ? AT_REMOVEDIR : 0));
    return reached_by(there.folder.number());
  });
}

Reached Place::rename(const std::string& from, const std::string& to) const {
  return outcome_of([&] {
    const wasi::location old = wasi::locate(folder_, from, resolver_), renamed = wasi::locate(folder_, to, resolver_);
    wasi::succeeded(::renameat(old.folder.number(), old.name.c_str(), renamed.folder.number(), renamed.name.c_str()));
    return reached_by(renamed.folder.number());
  });
}

// What became of it ---------------------------------------------------------------------------------------------------

std::string Place::reached_by(int number) const {
  std::string path(2 * 4096, '\0');
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(number)).c_str(), path.data(), path.size());
  require(length > 0, "cannot tell what a descriptor is open at");
  path.resize(static_cast<std::size_t>(length));
  const std::string inside = inside_.string();
  require(path == inside || path.starts_with(inside + "/"), "reached " + path + ", which lies outside");
  return path.substr(inside.size());
}

std::string Place::listing() const {
  std::vector<std::string> lines;
  for (const files::directory_entry& entry : files::recursive_directory_iterator(inside_)) {
    std::string line = entry.path().lexically_relative(inside_);
    if (entry.is_symlink())
      line += " -> " + files::read_symlink(entry.path()).string();
    else if (entry.is_regular_file())
      line += " of " + std::to_string(entry.file_size());
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

bool Place::is_outside_untouched() const {
  const auto count = std::distance(files::directory_iterator(outside_), files::directory_iterator());
  return count == 1 && read(outside_ / "secret") == secret && files::hard_link_count(outside_ / "secret") == 1;
}

}  // namespace fuzz

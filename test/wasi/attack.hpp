// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What attacks have in common: a place on disk with links that lead out of it, a guest with three folders (3 it may write
// to, 4 is read-only, 5 is the host's "/", read-only), and every call that takes a path. After each test the files outside
// of the guest's folders, and in the read-only one, must be as they were.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "place.hpp"

namespace wasi_calls {

using wasm2cpp::wasi_resolver;

constexpr auto success = code::success;
constexpr u32 writable = 3, read_only = 4, root = 5;
constexpr u64 every_right = right::all;
constexpr u32 end_of_memory = Guest::outside;

inline wasi_options options_for(const Place& place, wasi_resolver resolver) {
  wasi_options options;
  options.directories = {{.host = place.inside(), .guest = "/"},
                         {.host = place / "fixed", .guest = "/fixed", .is_read_only = true},
                         {.host = "/", .guest = "/host", .is_read_only = true}};
  options.resolver = resolver;
  options.maximum_descriptors = 64;
  return options;
}

/// A place with what all attacks find: files and folders to use, and links that lead out.
struct Prepared : Place {
  Prepared() {
    for (const char* folder : {"inside/folder", "inside/folder/deep", "fixed", "fixed/folder"})
      std::filesystem::create_directory(path / folder);
    write("inside/own", "the guest's");
    write("fixed/file", "fixed");
    link("../outside", "inside/out");
    link("../../outside", "inside/folder/out");
    link("../outside/secret", "inside/to_secret");
    link("to_secret", "inside/chain");
    link(outside(), "inside/absolute");
    link("/", "inside/to_root");
    link("../outside", "fixed/out");
  }
  void link(const std::string& target, const std::string& below) const {
    std::filesystem::create_symlink(target, path / below);
  }
  bool is_fixed_untouched() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path / "fixed"))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names == std::vector<std::string>{"file", "folder", "out"} && read("fixed/file") == "fixed" &&
           std::filesystem::hard_link_count(path / "fixed/file") == 1;
  }
};

class Attack : public testing::TestWithParam<wasi_resolver> {
 protected:
  void TearDown() override {
    EXPECT_TRUE(place.is_outside_untouched());
    EXPECT_TRUE(place.is_fixed_untouched());
  }
  Prepared place;
  Caller guest{options_for(place, GetParam())};
};

/// A call that takes a path, to be tried with one that leads out.
struct Attempt {
  const char* name;
  std::function<code(Caller&, std::string_view, u32 folder)> make;
};

inline std::vector<Attempt> reading_attempts() {
  return {
      {"open", [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f}).error; }},
      {"open a folder", [](Caller& g, std::string_view p,
                           u32 f) { return g.open(p, {.folder = f, .how = open_flag::directory}).error; }},
      {"open and not follow",
       [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f, .lookup = 0}).error; }},
      {"status", [](Caller& g, std::string_view p, u32 f) { return g.status(p, lookup_flag::follow, f).error; }},
      {"status of a link", [](Caller& g, std::string_view p, u32 f) { return g.status(p, 0, f).error; }},
      {"read a link", [](Caller& g, std::string_view p, u32 f) { return g.readlink(p, 100, f).error; }},
  };
}

inline std::vector<Attempt> changing_attempts() {
  return {
      {"create",
       [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f, .how = open_flag::create}).error; }},
      {"create anew",
       [](Caller& g, std::string_view p, u32 f) {
         return g.open(p, {.folder = f, .how = open_flag::create | open_flag::exclusive}).error;
       }},
      {"truncate",
       [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f, .how = open_flag::truncate}).error; }},
      {"open to write",
       [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f, .base = right::fd_write}).error; }},
      {"open to allocate",
       [](Caller& g, std::string_view p, u32 f) { return g.open(p, {.folder = f, .base = right::fd_allocate}).error; }},
      {"open to resize", [](Caller& g, std::string_view p,
                            u32 f) { return g.open(p, {.folder = f, .base = right::fd_filestat_set_size}).error; }},
      {"set times", [](Caller& g, std::string_view p,
                       u32 f) { return g.set_times(p, 1, 1, time_flag::modified, lookup_flag::follow, f); }},
      {"set times of a link",
       [](Caller& g, std::string_view p, u32 f) { return g.set_times(p, 1, 1, time_flag::accessed, 0, f); }},
      {"make a folder",
       [](Caller& g, std::string_view p, u32 f) { return g.on_path(&Run::path_create_directory, p, f); }},
      {"remove a folder",
       [](Caller& g, std::string_view p, u32 f) { return g.on_path(&Run::path_remove_directory, p, f); }},
      {"unlink", [](Caller& g, std::string_view p, u32 f) { return g.on_path(&Run::path_unlink_file, p, f); }},
      {"rename from", [](Caller& g, std::string_view p, u32 f) { return g.rename(p, "taken", f, writable); }},
      {"rename to", [](Caller& g, std::string_view p, u32 f) { return g.rename("own", p, writable, f); }},
      {"link from", [](Caller& g, std::string_view p, u32 f) { return g.link(p, "taken", f, writable); }},
      {"link to", [](Caller& g, std::string_view p, u32 f) { return g.link("own", p, writable, f); }},
      {"make a link", [](Caller& g, std::string_view p, u32 f) { return g.symlink("own", p, f); }},
  };
}

inline std::vector<Attempt> all_attempts() {
  std::vector<Attempt> all = reading_attempts();
  for (Attempt& each : changing_attempts()) all.push_back(std::move(each));
  return all;
}

inline void expect_all(Caller& guest, const std::vector<Attempt>& attempts, std::string_view path, code expected,
                       u32 folder = writable) {
  for (const Attempt& attempt : attempts) {
    guest.forget();
    EXPECT_EQ(attempt.make(guest, path, folder), expected) << attempt.name << " with \"" << path << '"';
  }
}

}  // namespace wasi_calls

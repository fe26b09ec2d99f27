// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Listings of folders that change meanwhile, in buffers of any size, by several threads at once. (paths_test.cpp has
// the plain cases.)
#include <set>
#include <thread>

#include "place.hpp"

namespace wasi_calls {
namespace {

constexpr u64 every_right = right::all;

/// A guest with a folder of many files.
struct Listed {
  Place place;
  Caller guest{wasi_options{.directories = {{.host = place.inside(), .guest = "/"}}}};
  Text buffer = guest.room(4096), used = guest.room(4);

  explicit Listed(int files) {
    for (int i = 0; i < files; ++i) place.write("inside/" + name(i), "");
  }
  static std::string name(int i) { return "a_file_with_a_name_of_some_length_" + std::to_string(i); }

  struct Entry {
    u64 next;
    std::string name;
  };
  /// The whole entries that a call gives, and how much of the buffer was used.
  std::pair<std::vector<Entry>, u32> list(u64 cookie, u32 size, u32 fd = 3) {
    EXPECT_EQ(guest.call(&Run::fd_readdir, fd, buffer.at, size, cookie, used.at), code::success);
    const u32 end = guest.read<u32>(used.at);
    std::vector<Entry> entries;
    for (u32 at = 0; at + layout::dirent <= end;) {
      const u32 length = guest.read<u32>(buffer.at + at + 16), next = at + layout::dirent + length;
      if (next > end) break;
      entries.push_back({guest.read<u64>(buffer.at + at), guest.text(buffer.at + at + layout::dirent, length)});
      at = next;
    }
    return {entries, end};
  }
};

TEST(fd_readdir, FillsTheBufferWhileThereIsMore) {
  Listed listed(1000);
  std::multiset<std::string> names;
  u64 cookie = 0;
  for (u32 used = 4096, size = 4096; used == size;) {
    size = 100 + static_cast<u32>(names.size()) % 900;  // sizes of all kinds: entries are cut off anywhere
    const auto [entries, end] = listed.list(cookie, size);
    for (const Listed::Entry& entry : entries) names.insert(entry.name), cookie = entry.next;
    used = end;
    ASSERT_TRUE(used < size || !entries.empty());
  }
  EXPECT_EQ(names.size(), 1002u);
  EXPECT_EQ(names.count(Listed::name(999)), 1u);
  EXPECT_TRUE(listed.list(cookie, 4096).first.empty());
}

TEST(fd_readdir, WritesNothingBehindTheBuffer) {
  Listed listed(10);
  for (u32 size = 0; size < 100; ++size) {
    std::memset(listed.guest.memory.bytes().data() + listed.buffer.at, 0x55, 200);
    EXPECT_EQ(listed.list(0, size).second, size);
    EXPECT_EQ(listed.guest.text(listed.buffer.at + size, 200 - size), std::string(200 - size, 0x55));
  }
}

TEST(fd_readdir, FindsAllThatIsRemovedAsItIsListed) {
  Listed listed(1000);
  u64 cookie = 0;
  for (;;) {
    const auto [entries, end] = listed.list(cookie, 1000);
    for (const Listed::Entry& entry : entries) {
      cookie = entry.next;
      if (entry.name.starts_with('.')) continue;
      listed.guest.forget(), listed.guest.room(4096), listed.guest.room(4);
      EXPECT_EQ(listed.guest.on_path(&Run::path_unlink_file, entry.name), code::success);
    }
    if (end < 1000) break;
  }
  EXPECT_TRUE(std::filesystem::is_empty(listed.place.inside()));
}

TEST(fd_readdir, BeginsAnewAtCookie0) {
  Listed listed(3);
  EXPECT_EQ(listed.list(0, 4096).first.size(), 5u);
  listed.place.write("inside/new", "");
  std::filesystem::remove(listed.place.inside(Listed::name(0)));
  std::filesystem::remove(listed.place.inside(Listed::name(1)));
  EXPECT_EQ(listed.list(0, 4096).first.size(), 4u);
}

TEST(fd_readdir, ListsNothingOfAFolderThatIsGone) {
  Listed listed(0);
  std::filesystem::create_directory(listed.place.inside("folder"));
  const Answer<u32> folder = listed.guest.open("folder", {.how = open_flag::directory});
  ASSERT_EQ(folder.error, code::success);
  std::filesystem::remove(listed.place.inside("folder"));
  EXPECT_TRUE(listed.list(0, 4096, folder.value).first.empty());
}

TEST(fd_readdir, GivesNamesAsTheyAreAlsoIfTheyAreNotUtf8) {
  Listed listed(0);
  listed.place.write("inside/\xff\xfe", "");
  std::set<std::string> names;
  for (const Listed::Entry& entry : listed.list(0, 4096).first) names.insert(entry.name);
  EXPECT_TRUE(names.contains("\xff\xfe"));
}

TEST(fd_readdir, GivesTwoListingsOfOneDescriptorBothRight) {
  Listed listed(1000);
  std::set<std::string> names[2];
  u64 cookies[2] = {0, 0};
  bool is_at_end[2] = {false, false};
  for (int turn = 0; !is_at_end[0] || !is_at_end[1]; turn = 1 - turn) {
    const u32 size = turn == 0 ? 500 : 3000;
    const auto [entries, end] = listed.list(cookies[turn], size);
    for (const Listed::Entry& entry : entries) names[turn].insert(entry.name), cookies[turn] = entry.next;
    is_at_end[turn] = end < size;
  }
  EXPECT_EQ(names[0].size(), 1002u);
  EXPECT_EQ(names[1], names[0]);
}

/// Instances in stores of their own that call one host, each on a thread: a descriptor is used by all of them.
TEST(fd_readdir, MayBeCalledByThreadsAtOnce) {
  Place place;
  for (int i = 0; i < 300; ++i) place.write("inside/" + Listed::name(i), "");
  wasi_host wasi({.directories = {{.host = place.inside(), .guest = "/"}}});
  const auto count = [&wasi] {
    wasi_guest::instance run({.wasi_snapshot_preview1 = wasi, .wasi_unstable = wasi.unstable()});
    const auto memory = run.memory();
    std::set<std::string> names;
    u64 cookie = 0;
    for (u32 end = 1000; end == 1000;) {
      EXPECT_EQ(code(run.fd_readdir(3, 1024, 1000, cookie, 0)), code::success);
      end = memory.read<u32>(0);
      for (u32 at = 1024; at + layout::dirent <= 1024 + end;) {
        const u32 next = at + layout::dirent + memory.read<u32>(at + 16);
        if (next > 1024 + end) break;
        cookie = memory.read<u64>(at);
        names.emplace(reinterpret_cast<const char*>(memory.bytes().data()) + at + layout::dirent,
                      next - at - layout::dirent);
        at = next;
      }
    }
    EXPECT_EQ(names.size(), 302u);
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) count();
    });
  for (std::thread& thread : threads) thread.join();
}

// Opening, where rights and file types meet --------------------------------------------------------------------------

struct Fdstat {
  file_type type;
  u32 flags;
  u64 rights, inheriting;
};
Fdstat fdstat(Caller& guest, u32 fd) {
  const Text stat = guest.room(layout::fdstat);
  EXPECT_EQ(guest.call(&Run::fd_fdstat_get, fd, stat.at), code::success);
  return {static_cast<file_type>(guest.read<u8>(stat.at)), guest.read<u16>(stat.at + 2), guest.read<u64>(stat.at + 8),
          guest.read<u64>(stat.at + 16)};
}

TEST(path_open, GivesTheRightsThatTheFileCanHave) {
  Listed listed(0);
  Caller& guest = listed.guest;
  listed.place.write("inside/file", "");
  const u32 file = guest.open("file", {.base = every_right, .inheriting = every_right}).value;
  EXPECT_EQ(fdstat(guest, file).rights, u64{right::of_file});
  EXPECT_EQ(fdstat(guest, file).inheriting, 0u);
  const u64 for_folders = every_right & ~u64{right::fd_write | right::fd_allocate | right::fd_filestat_set_size};
  const u32 folder = guest.open(".", {.base = for_folders, .inheriting = right::fd_read}).value;
  EXPECT_EQ(fdstat(guest, folder).type, file_type::directory);
  EXPECT_EQ(fdstat(guest, folder).rights, u64{right::of_directory});
  EXPECT_EQ(fdstat(guest, folder).inheriting, u64{right::fd_read});
  EXPECT_EQ(fdstat(guest, guest.open("file", {.base = 0}).value).rights, 0u);
}

TEST(path_open, OpensAFolderToReadButNotToWrite) {
  Listed listed(0);
  EXPECT_EQ(listed.guest.open(".", {.how = open_flag::directory}).error, code::success);
  EXPECT_EQ(listed.guest.open(".", {.how = 0}).error, code::success);
  EXPECT_EQ(listed.guest.open(".", {.how = open_flag::directory, .base = right::fd_read | right::fd_write}).error,
            code::is_directory);
  for (const u32 with : {open_flag::create, open_flag::exclusive, open_flag::truncate})
    EXPECT_EQ(listed.guest.open("new", {.how = open_flag::directory | with}).error, code::invalid);
}

TEST(path_open, AppendsAndTellsItsFlags) {
  Listed listed(0);
  Caller& guest = listed.guest;
  listed.place.write("inside/file", "one");
  const u32 flags = fd_flag::append | fd_flag::nonblock | fd_flag::dsync | fd_flag::sync | fd_flag::rsync;
  const Answer<u32> file = guest.open("file", {.base = right::fd_write, .flags = flags});
  ASSERT_EQ(file.error, code::success);
  EXPECT_EQ(guest.write_all(file.value, " two"), code::success);
  EXPECT_EQ(listed.place.read("inside/file"), "one two");
  EXPECT_EQ(fdstat(guest, file.value).flags, flags);
}

TEST(path_open, LetsProgramsReadInAReadOnlyFolderThatAskForMore) {
  Place place;
  place.write("inside/file", "text");
  Caller guest(wasi_options{.directories = {{.host = place.inside(), .guest = "/", .is_read_only = true}}});
  // What Rust's File::open asks for.
  const u64 rights =
      every_right & ~u64{right::fd_write | right::fd_datasync | right::fd_allocate | right::fd_filestat_set_size};
  const Answer<u32> file = guest.open("file", {.base = rights, .inheriting = rights});
  ASSERT_EQ(file.error, code::success);
  EXPECT_EQ(guest.read_all(file.value).value, "text");
  EXPECT_EQ(fdstat(guest, file.value).rights & right::changing, 0u);
  EXPECT_EQ(guest.open("file", {.base = right::fd_read | right::fd_write}).error, code::read_only);
}

TEST(path_open, MakesFilesWithTheHostsMask) {
  Listed listed(0);
  ASSERT_EQ(listed.guest.open("new", {.how = open_flag::create}).error, code::success);
  const auto mode = std::filesystem::status(listed.place.inside("new")).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::others_exec, std::filesystem::perms::none);
  EXPECT_NE(mode & std::filesystem::perms::owner_write, std::filesystem::perms::none);
}

}  // namespace
}  // namespace wasi_calls

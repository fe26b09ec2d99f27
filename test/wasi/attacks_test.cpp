// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Escapes that a hostile guest may try. Each is refused with the right errno, and after each test the files outside of
// the guest's folders, and in the read-only one, are as they were. All of it with the kernel's resolver and with the
// walk.
//
// The guest has three folders: 3 it may write to, 4 is read-only, 5 is the host's "/", read-only.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "place.hpp"

namespace wasi_calls {
namespace {

using wasm2cpp::wasi_resolver;

constexpr auto success = code::success;
constexpr u32 writable = 3, read_only = 4, root = 5;
constexpr u64 every_right = right::all;
constexpr u32 end_of_memory = Guest::outside;

wasi_options options_for(const Place& place, wasi_resolver resolver) {
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

INSTANTIATE_TEST_SUITE_P(Wasi, Attack, testing::Values(wasi_resolver::automatic, wasi_resolver::stepwise),
                         [](const auto& info) { return info.param == wasi_resolver::automatic ? "Kernel" : "Walk"; });

/// A call that takes a path, to be tried with one that leads out.
struct Attempt {
  const char* name;
  std::function<code(Caller&, std::string_view, u32 folder)> make;
};

std::vector<Attempt> reading_attempts() {
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

std::vector<Attempt> changing_attempts() {
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

std::vector<Attempt> all_attempts() {
  std::vector<Attempt> all = reading_attempts();
  for (Attempt& each : changing_attempts()) all.push_back(std::move(each));
  return all;
}

void expect_all(Caller& guest, const std::vector<Attempt>& attempts, std::string_view path, code expected,
                u32 folder = writable) {
  for (const Attempt& attempt : attempts) {
    guest.forget();
    EXPECT_EQ(attempt.make(guest, path, folder), expected) << attempt.name << " with \"" << path << '"';
  }
}

// Paths -------------------------------------------------------------------------------------------------------------

TEST_P(Attack, DotsLeadNowhere) {
  for (const char* path :
       {"../outside/secret", "../outside/new", "folder/../../outside/secret", "./../outside/secret",
        ".//..//outside//secret", "folder/deep/../../../outside/secret", "folder/../folder/../../inside/own"})
    expect_all(guest, all_attempts(), path, code::not_capable);
}

TEST_P(Attack, AbsolutePathsLeadNowhere) {
  for (const std::string& path :
       {place.outside("secret"), place.inside("own"), std::string("/"), std::string("//etc/passwd")})
    expect_all(guest, all_attempts(), path, code::not_capable);
}

TEST_P(Attack, LinksToFoldersOutsideLeadNowhere) {
  for (const char* path : {"out/secret", "out/new", "folder/out/secret", "out/./secret", "out//secret",
                           "out/../inside/own", "folder/../out/secret"})
    expect_all(guest, all_attempts(), path, code::not_capable);
}

TEST_P(Attack, AbsoluteLinksLeadNowhere) {
  for (const char* path : {"absolute/secret", "absolute/new", "to_root/etc/passwd", "to_root/new"})
    expect_all(guest, all_attempts(), path, code::not_capable);
}

TEST_P(Attack, LinksToFilesOutsideAreNotFollowed) {
  for (const char* path : {"to_secret", "chain", "absolute", "to_root", "out", "folder/out"}) {
    EXPECT_EQ(guest.open(path).error, code::not_capable) << path;
    EXPECT_EQ(guest.open(path, {.lookup = 0}).error, code::loop) << path;
    EXPECT_EQ(guest.open(path, {.base = right::fd_write}).error, code::not_capable) << path;
    EXPECT_EQ(guest.open(path, {.how = open_flag::truncate}).error, code::not_capable) << path;
    EXPECT_EQ(guest.open(path, {.how = open_flag::create}).error, code::not_capable) << path;
    EXPECT_EQ(guest.open(path, {.how = open_flag::create | open_flag::exclusive}).error, code::exist) << path;
    EXPECT_EQ(guest.status(path, lookup_flag::follow).error, code::not_capable) << path;
    EXPECT_EQ(guest.set_times(path, 0, 0, time_flag::modified, lookup_flag::follow), code::not_capable) << path;
    EXPECT_EQ(guest.link(path, "taken", writable, writable, lookup_flag::follow), code::invalid) << path;
  }
}

TEST_P(Attack, ASlashBehindALinkDoesNotLeadOutEither) {
  for (const char* path : {"out/", "out//", "out/.", "absolute/", "to_root/", "folder/out/"}) {
    expect_all(guest, reading_attempts(), path, code::not_capable);
    EXPECT_NE(guest.on_path(&Run::path_remove_directory, path), success) << path;
    EXPECT_NE(guest.on_path(&Run::path_unlink_file, path), success) << path;
    EXPECT_NE(guest.on_path(&Run::path_create_directory, path), success) << path;
    EXPECT_NE(guest.link(path, "taken"), success) << path;
    EXPECT_NE(guest.link("own", path), success) << path;
    EXPECT_NE(guest.rename("folder", path), success) << path;
    EXPECT_NE(guest.rename(path, "taken"), success) << path;
    EXPECT_NE(guest.symlink("own", path), success) << path;
  }
}

TEST_P(Attack, LinksThatTheGuestMakesLeadNowhere) {
  EXPECT_EQ(guest.symlink("../outside", "made"), success);
  EXPECT_EQ(guest.symlink("made", "folder/made"), success);
  EXPECT_EQ(guest.symlink("folder/../made", "indirect"), success);
  expect_all(guest, all_attempts(), "made/secret", code::not_capable);
  expect_all(guest, all_attempts(), "indirect/secret", code::not_capable);
  EXPECT_EQ(guest.open("folder/made").error, code::loop);  // to itself
}

TEST_P(Attack, AbsoluteLinksAreNotMade) {
  for (const std::string& target : {place.outside("secret"), std::string("/"), std::string("/proc/self/mem")})
    EXPECT_EQ(guest.symlink(target, "made"), code::not_capable);
  EXPECT_FALSE(place.has("inside/made"));
}

TEST_P(Attack, ALinkMovedToWhereItLeadsOutIsNotFollowed) {
  EXPECT_EQ(guest.symlink("../own", "folder/up"), success);
  EXPECT_EQ(guest.open("folder/up").error, success);
  EXPECT_EQ(guest.rename("folder/up", "up"), success);
  EXPECT_EQ(guest.open("up").error, code::not_capable);
}

TEST_P(Attack, AFolderMovedUpDoesNotLengthenTheWayBack) {
  const Answer<u32> deep =
      guest.open("folder/deep",
                 {.how = open_flag::directory, .base = every_right & right::of_directory, .inheriting = every_right});
  ASSERT_EQ(deep.error, success);
  EXPECT_EQ(guest.rename("folder/deep", "deep"), success);
  for (const char* path : {"..", "../..", "../own", "../../outside/secret"})
    EXPECT_EQ(guest.open(path, {.folder = deep.value}).error, code::not_capable) << path;
}

TEST_P(Attack, AFolderOpenedFromAnotherIsABorderToo) {
  const Answer<u32> folder =
      guest.open("folder", {.how = open_flag::directory, .base = right::of_directory, .inheriting = every_right});
  ASSERT_EQ(folder.error, success);
  expect_all(guest, all_attempts(), "../own", code::not_capable, folder.value);
  EXPECT_EQ(guest.symlink("../own", "up", folder.value), success);
  EXPECT_EQ(guest.open("up", {.folder = folder.value}).error, code::not_capable);
}

TEST_P(Attack, ANulDoesNotEndAPath) {
  for (const std::string_view path : {std::string_view("own\0", 4), std::string_view("own\0/../../outside/secret", 25),
                                      std::string_view("\0", 1), std::string_view("../outside/secret\0", 18)})
    expect_all(guest, all_attempts(), path, code::invalid);
  EXPECT_EQ(guest.symlink(std::string_view("own\0x", 5), "made"), code::invalid);
}

TEST_P(Attack, WhatIsNoUtf8IsNoPath) {
  // Overlong forms of "/" and ".", a surrogate, a lone continuation, a form cut short.
  for (const char* path :
       {"..\xc0\xafoutside", "\xc0\xae\xc0\xae/outside/secret", "\xed\xa0\x80", "\x80", "own\xe2\x82"})
    expect_all(guest, all_attempts(), path, code::illegal_sequence);
}

TEST_P(Attack, OverlongPathsAreRefused) {
  std::string dots = "folder/";
  while (dots.size() < 5000) dots += "../folder/";
  expect_all(guest, all_attempts(), dots, code::name_too_long);
  expect_all(guest, all_attempts(), std::string(300, 'n'), code::name_too_long);
}

TEST_P(Attack, LoopsOfLinksEnd) {
  EXPECT_EQ(guest.symlink("loop", "loop"), success);
  EXPECT_EQ(guest.symlink("second/second/second", "first"), success);
  EXPECT_EQ(guest.symlink("first/first/first", "second"), success);
  for (const char* path : {"loop/x", "first/x", "second/../x"}) expect_all(guest, all_attempts(), path, code::loop);
}

TEST_P(Attack, TheFolderGivenCannotBeRemovedOrMoved) {
  EXPECT_EQ(guest.on_path(&Run::path_remove_directory, "."), code::invalid);
  EXPECT_EQ(guest.on_path(&Run::path_remove_directory, "folder/.."), code::not_empty);
  EXPECT_EQ(guest.rename(".", "moved"), code::busy);
  EXPECT_EQ(guest.rename("folder/..", "folder/moved"), code::busy);
  EXPECT_EQ(guest.rename("folder", "folder/deep/moved"), code::invalid);
  EXPECT_EQ(guest.on_path(&Run::path_unlink_file, "."), code::is_directory);
}

// procfs and devices, through "/" -----------------------------------------------------------------------------------

TEST_P(Attack, ProcfsIsRefused) {
  for (const char* path :
       {"proc/self/mem", "proc/self/root/etc/passwd", "proc/self/fd/0", "proc/self/cwd/x", "proc/self/exe",
        "proc/thread-self/mem", "proc/1/environ", "proc/none", "etc/../proc/self/maps"})
    expect_all(guest, reading_attempts(), path, code::access, root);
  for (const char* path : {"proc", "proc/", "proc/self/", "proc/."})
    EXPECT_EQ(guest.open(path, {.folder = root}).error, code::access);
}

TEST_P(Attack, LinksIntoProcfsAreRefused) {
  if (std::filesystem::is_symlink("/dev/fd")) {
    EXPECT_EQ(guest.open("dev/fd/0", {.folder = root}).error, code::not_capable);  // absolute
  }
  EXPECT_EQ(guest.symlink("../../../../../../../../../../proc/self/mem", "mem"), success);
  EXPECT_EQ(guest.open("mem").error, code::not_capable);
  const std::string seen_from_root = place.inside("mem").substr(1);
  const code error = guest.open(seen_from_root, {.folder = root}).error;
  EXPECT_TRUE(error == code::access || error == code::not_capable) << error;
}

TEST_P(Attack, ProcfsIsNoFolderToGive) {
  EXPECT_THROW(Caller({.directories = {{.host = "/proc/self", .guest = "/"}}}), wasm2cpp::access_error);
}

TEST_P(Attack, OpeningAFifoDoesNotWait) {
  ASSERT_EQ(::mkfifo(place.inside("fifo").c_str(), 0600), 0);
  EXPECT_EQ(guest.open("fifo").error, success);
  EXPECT_EQ(guest.open("fifo", {.base = right::fd_read | right::fd_write}).error, success);
  Caller other(options_for(place, GetParam()));
  guest.call(&Run::fd_close, 6u), guest.call(&Run::fd_close, 7u);
  EXPECT_EQ(other.open("fifo", {.base = right::fd_write}).error, code::no_such_device);  // nobody reads
}

// Races -------------------------------------------------------------------------------------------------------------

/// Swaps two names over and over on a thread of its own.
class Swapper {
 public:
  Swapper(std::string a, std::string b)
      : thread_([this, a = std::move(a), b = std::move(b)] {
          while (!is_done_) {
            ::syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), 2 /* RENAME_EXCHANGE */);
            ++swaps_;
          }
        }) {}
  ~Swapper() {
    is_done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> is_done_ = false;
  std::atomic<u64> swaps_ = 0;
  std::thread thread_;
};

/// Calls `attempt` until it has succeeded and has been refused many times; says if it never was one of both.
void race(const std::function<code()>& attempt) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  int succeeded = 0, refused = 0;
  while ((succeeded < 200 || refused < 200) && std::chrono::steady_clock::now() < end)
    ++(attempt() == success ? succeeded : refused);
  EXPECT_GT(succeeded, 0);
  EXPECT_GT(refused, 0);
}

TEST_P(Attack, AFolderSwappedForALinkWhileReadingShowsNothing) {
  std::filesystem::create_directory(place.inside("swapped"));
  place.write("inside/swapped/secret", "harmless");
  place.link("../outside", "inside/evil");
  const Swapper swapper(place.inside("swapped"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened = guest.open("swapped/secret");
    if (opened.error != success) return opened.error;
    EXPECT_EQ(guest.read_all(opened.value).value, "harmless");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFileSwappedForALinkIsNotReadThrough) {
  place.write("inside/file", "harmless");
  place.link("../outside/secret", "inside/evil");
  const Swapper swapper(place.inside("file"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened = guest.open("file");
    if (opened.error != success) return opened.error;
    EXPECT_EQ(guest.read_all(opened.value).value, "harmless");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFileSwappedForALinkIsNotWrittenThrough) {
  place.write("inside/file", "harmless");
  place.link("../outside/secret", "inside/evil");
  const Swapper swapper(place.inside("file"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened =
        guest.open("file", {.how = open_flag::create | open_flag::truncate, .base = right::fd_write});
    if (opened.error != success) return opened.error;
    guest.write_all(opened.value, "written");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFolderSwappedForALinkIsNotCreatedInOrRemovedFrom) {
  std::filesystem::create_directory(place.inside("swapped"));
  place.link("../outside", "inside/evil");
  const Swapper swapper(place.inside("swapped"), place.inside("evil"));
  race([&] {
    guest.forget();
    const code made = guest.on_path(&Run::path_create_directory, "swapped/new");
    guest.on_path(&Run::path_remove_directory, "swapped/new");
    guest.on_path(&Run::path_unlink_file, "swapped/secret");
    guest.rename("swapped/secret", "taken");
    guest.rename("own", "swapped/own");
    guest.rename("swapped/own", "own");
    guest.link("swapped/secret", "taken");
    guest.symlink("own", "swapped/link");
    guest.on_path(&Run::path_unlink_file, "swapped/link");
    return made;
  });
}

TEST_P(Attack, ALinkSwappedForAFileHasNoTimesSetBehindIt) {
  place.write("inside/file", "");
  place.link("../outside/secret", "inside/evil");
  struct stat before, after;
  ASSERT_EQ(::stat(place.outside("secret").c_str(), &before), 0);
  {
    const Swapper swapper(place.inside("file"), place.inside("evil"));
    race([&] {
      guest.forget();
      return guest.set_times("file", 1, 1, time_flag::accessed | time_flag::modified, lookup_flag::follow);
    });
  }
  ASSERT_EQ(::stat(place.outside("secret").c_str(), &after), 0);
  EXPECT_EQ(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
  EXPECT_EQ(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
}

// Read-only ---------------------------------------------------------------------------------------------------------

TEST_P(Attack, NothingChangesAReadOnlyFolder) {
  for (const char* path : {"file", "new", "folder", "folder/new", "out/secret", "../outside/secret"})
    expect_all(guest, changing_attempts(), path, code::read_only, read_only);
  EXPECT_FALSE(place.has("inside/taken"));
  EXPECT_TRUE(place.has("inside/own"));
}

TEST_P(Attack, NothingChangesWhatIsOpenedFromAReadOnlyFolder) {
  const Answer<u32> file = guest.open(
      "file", {.folder = read_only,
               .base = every_right & ~u64{right::fd_write | right::fd_allocate | right::fd_filestat_set_size}});
  ASSERT_EQ(file.error, success);
  EXPECT_EQ(guest.read_all(file.value).value, "fixed");
  EXPECT_EQ(guest.write_all(file.value, "changed"), code::read_only);
  EXPECT_EQ(guest.call(&Run::fd_filestat_set_size, file.value, 0u), code::read_only);
  EXPECT_EQ(guest.call(&Run::fd_filestat_set_times, file.value, 1u, 1u, time_flag::modified), code::read_only);
  EXPECT_EQ(guest.call(&Run::fd_allocate, file.value, 0u, 100u), code::read_only);
  const Answer<u32> folder =
      guest.open("folder", {.folder = read_only, .base = right::of_directory, .inheriting = every_right});
  ASSERT_EQ(folder.error, success);
  expect_all(guest, changing_attempts(), "new", code::read_only, folder.value);
  EXPECT_EQ(guest.call(&Run::fd_filestat_set_times, folder.value, 1u, 1u, time_flag::modified), code::read_only);
}

TEST_P(Attack, AReadOnlyFolderStaysSoUnderAnotherNumber) {
  EXPECT_EQ(guest.call(&Run::fd_renumber, read_only, writable), success);
  expect_all(guest, {changing_attempts().front()}, "new", code::read_only, writable);
  EXPECT_EQ(guest.on_path(&Run::path_create_directory, "new", writable), code::read_only);
  EXPECT_EQ(guest.call(&Run::fd_renumber, writable, 2u), success);
  EXPECT_EQ(guest.on_path(&Run::path_create_directory, "new", 2), code::read_only);
}

// Rights and descriptors --------------------------------------------------------------------------------------------

TEST_P(Attack, RightsDoNotComeBack) {
  EXPECT_EQ(guest.call(&Run::fd_fdstat_set_rights, writable, right::path_open, right::fd_read), success);
  EXPECT_EQ(guest.call(&Run::fd_fdstat_set_rights, writable, every_right, right::fd_read), code::not_capable);
  EXPECT_EQ(guest.on_path(&Run::path_unlink_file, "own"), code::not_capable);
  EXPECT_EQ(guest.open("own", {.base = right::fd_write}).error, code::not_capable);
  EXPECT_EQ(guest.open("folder", {.how = open_flag::directory, .base = right::of_directory}).error, code::not_capable);
  EXPECT_EQ(guest.open("new", {.how = open_flag::create}).error, code::not_capable);
  EXPECT_EQ(guest.open("own", {.how = open_flag::truncate, .base = 0}).error, code::not_capable);
  EXPECT_EQ(guest.call(&Run::fd_fdstat_set_rights, read_only, every_right, every_right), code::not_capable);
  EXPECT_EQ(place.read("inside/own"), "the guest's");
}

TEST_P(Attack, ACreationThatAsksForTooManyRightsMakesNothing) {
  EXPECT_EQ(guest.call(&Run::fd_fdstat_set_rights, writable, right::of_directory, right::fd_read), success);
  EXPECT_EQ(guest.open("new", {.how = open_flag::create, .base = right::fd_write}).error, code::not_capable);
  EXPECT_EQ(guest.open("own", {.how = open_flag::truncate, .base = right::fd_write}).error, code::not_capable);
  EXPECT_FALSE(place.has("inside/new"));
  EXPECT_EQ(place.read("inside/own"), "the guest's");
}

TEST_P(Attack, TheHostsOwnDescriptorsAreNotTheGuests) {
  const int secret = ::open(place.outside("secret").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_NE(secret, -1);
  for (u32 fd = 6; fd < 1000; ++fd) EXPECT_EQ(guest.call(&Run::fd_sync, fd), code::bad_descriptor) << fd;
  for (const u32 fd : {0x7fffffffu, 0x80000000u, 0xffffff9cu /* AT_FDCWD */, 0xffffffffu}) {
    EXPECT_EQ(guest.call(&Run::fd_sync, fd), code::bad_descriptor) << fd;
    expect_all(guest, {all_attempts().front()}, "own", code::bad_descriptor, fd);
  }
  ::close(secret);
}

TEST_P(Attack, AClosedFolderIsClosed) {
  EXPECT_EQ(guest.call(&Run::fd_close, writable), success);
  expect_all(guest, reading_attempts(), "own", code::bad_descriptor);
  EXPECT_EQ(guest.call(&Run::fd_close, writable), code::bad_descriptor);
  EXPECT_EQ(guest.open("file", {.folder = read_only}).value, writable);  // the number is another's now
  EXPECT_EQ(guest.open("own").error, code::not_directory);
  EXPECT_EQ(guest.call(&Run::fd_prestat_get, writable, guest.room(8).at), code::bad_descriptor);
}

TEST_P(Attack, RenumberingGivesNothingNew) {
  EXPECT_EQ(guest.call(&Run::fd_renumber, 6u, writable), code::bad_descriptor);
  EXPECT_EQ(guest.call(&Run::fd_renumber, writable, 100u), code::bad_descriptor);
  EXPECT_EQ(guest.call(&Run::fd_renumber, writable, 0xffffffffu), code::bad_descriptor);
  EXPECT_EQ(guest.call(&Run::fd_renumber, writable, writable), success);
  EXPECT_EQ(guest.call(&Run::fd_renumber, writable, root), success);
  EXPECT_EQ(guest.open("etc/passwd", {.folder = root}).error, code::no_entry);
}

TEST_P(Attack, DescriptorsAreLimited) {
  code error = success;
  for (int i = 0; i < 100 && error == success; ++i) {
    guest.forget();
    error = guest.open("own").error;
  }
  EXPECT_EQ(error, code::descriptors_exhausted);
  EXPECT_NO_THROW(place.read("inside/own"));
}

TEST_P(Attack, FilesAreNoFolders) {
  const Answer<u32> file = guest.open("own");
  ASSERT_EQ(file.error, success);
  expect_all(guest, all_attempts(), "x", code::not_directory, file.value);
  expect_all(guest, all_attempts(), "x", code::not_directory, 0);
}

TEST_P(Attack, UnknownFlagsAreRefused) {
  EXPECT_EQ(guest.open("own", {.lookup = 2}).error, code::invalid);
  EXPECT_EQ(guest.open("own", {.how = 16}).error, code::invalid);
  EXPECT_EQ(guest.open("own", {.how = 0x10000}).error, code::invalid);
  EXPECT_EQ(guest.open("own", {.flags = 32}).error, code::invalid);
  EXPECT_EQ(guest.open("own", {.flags = 0x80000000}).error, code::invalid);
  EXPECT_EQ(guest.status("own", 2).error, code::invalid);
  EXPECT_EQ(guest.set_times("own", 0, 0, 16), code::invalid);
  EXPECT_EQ(guest.set_times("own", 0, 0, 3), code::invalid);
  EXPECT_EQ(guest.link("own", "new", writable, writable, 2), code::invalid);
}

// Memory ------------------------------------------------------------------------------------------------------------

TEST_P(Attack, PathsOutsideOfMemoryAreFaults) {
  for (const auto& [at, length] : {std::pair(end_of_memory, 1u), std::pair(end_of_memory - 1, 2u), std::pair(0u, ~0u),
                                   std::pair(~0u, 1u), std::pair(~0u, ~0u), std::pair(1u, end_of_memory)}) {
    EXPECT_EQ(guest.call(&Run::path_unlink_file, writable, at, length), code::fault);
    EXPECT_EQ(guest.call(&Run::path_create_directory, writable, at, length), code::fault);
    EXPECT_EQ(guest.call(&Run::path_open, writable, 0u, at, length, 0u, 0u, 0u, 0u, 0u), code::fault);
    EXPECT_EQ(guest.call(&Run::path_symlink, at, length, writable, 0u, 0u), code::fault);
    EXPECT_EQ(guest.call(&Run::path_filestat_get, writable, 0u, at, length, 0u), code::fault);
  }
}

TEST_P(Attack, AResultThatDoesNotFitMeansThatNothingHappens) {
  const Text name = guest.put("new"), own = guest.put("own"), link = guest.put("out");
  for (const u32 at : {end_of_memory, end_of_memory - 3, ~0u, ~0u - 3}) {
    EXPECT_EQ(guest.call(&Run::path_open, writable, 0u, name.at, name.length, open_flag::create, 0u, 0u, 0u, at),
              code::fault);
    EXPECT_EQ(guest.call(&Run::path_open, writable, 0u, own.at, own.length, open_flag::truncate, 0u, 0u, 0u, at),
              code::fault);
    EXPECT_EQ(guest.call(&Run::path_readlink, writable, link.at, link.length, at, 8u, 0u), code::fault);
    EXPECT_EQ(guest.call(&Run::path_readlink, writable, link.at, link.length, 0u, 8u, at), code::fault);
    EXPECT_EQ(guest.call(&Run::path_filestat_get, writable, 0u, own.at, own.length, at), code::fault);
    EXPECT_EQ(guest.call(&Run::fd_readdir, writable, at, 100u, 0u, 0u), code::fault);
    EXPECT_EQ(guest.call(&Run::fd_readdir, writable, 0u, 100u, 0u, at), code::fault);
  }
  EXPECT_EQ(guest.call(&Run::fd_readdir, writable, 0u, ~0u, 0u, 0u), code::fault);
  EXPECT_FALSE(place.has("inside/new"));
  EXPECT_EQ(place.read("inside/own"), "the guest's");
  EXPECT_EQ(guest.open("own").value, 6u);  // and no descriptor was kept
}

TEST_P(Attack, BuffersOutsideOfMemoryAreFaults) {
  const Answer<u32> file = guest.open("own", {.base = right::fd_read | right::fd_write | right::fd_seek});
  ASSERT_EQ(file.error, success);
  const Text buffers = guest.room(32), count = guest.room(4);
  const auto both = [&](u32 at, u32 number, code expected) {
    EXPECT_EQ(guest.call(&Run::fd_read, file.value, at, number, count.at), expected);
    EXPECT_EQ(guest.call(&Run::fd_write, file.value, at, number, count.at), expected);
    EXPECT_EQ(guest.call(&Run::fd_pread, file.value, at, number, 0u, count.at), expected);
    EXPECT_EQ(guest.call(&Run::fd_pwrite, file.value, at, number, 0u, count.at), expected);
  };
  const auto set = [&](u32 index, u32 at, u32 length) {
    guest.memory.write<u32>(buffers.at + index * layout::iovec, at);
    guest.memory.write<u32>(buffers.at + index * layout::iovec + 4, length);
  };
  both(end_of_memory - 4, 1, code::fault);    // the array straddles the end
  both(buffers.at, ~0u, code::fault);         // 2^32 - 1 of them
  both(buffers.at, 0x20000000, code::fault);  // their size is 2^32, which 32 bits take for 0
  both(~0u - 7, 2, code::fault);
  set(0, end_of_memory - 4, 8), both(buffers.at, 1, code::fault);
  set(0, ~0u, 1), both(buffers.at, 1, code::fault);
  set(0, 16, ~0u), both(buffers.at, 1, code::fault);
  set(0, end_of_memory, 1), both(buffers.at, 1, code::fault);
  EXPECT_EQ(place.read("inside/own"), "the guest's");
}

TEST_P(Attack, LengthsThatAddUpToMoreThan32BitsAreInvalid) {
  const Answer<u32> file = guest.open("own", {.base = right::fd_read | right::fd_write});
  ASSERT_EQ(file.error, success);
  // The memory has 4 pages at most, 128 KiB of them are there: 32768 + 1 buffers of 128 KiB are more than 2^32.
  ASSERT_EQ(guest.memory.grow(2), 2);
  const u32 number = 16385, at = 64 * 1024;
  for (u32 i = 0; i < number; ++i) {
    guest.memory.write<u32>(at + i * layout::iovec, 0);
    guest.memory.write<u32>(at + i * layout::iovec + 4, 4 << 16);
  }
  const code wrote = guest.call(&Run::fd_write, file.value, at, number, 0u);
  EXPECT_TRUE(wrote == code::invalid || wrote == success) << wrote;
  EXPECT_LE(std::filesystem::file_size(place.inside("own")),
            u64{1024} << 18);  // at most as many buffers as it looks at
}

TEST_P(Attack, PositionsBeyondTheLastAreInvalid) {
  const Answer<u32> file =
      guest.open("own", {.base = right::fd_read | right::fd_write | right::fd_seek | right::fd_tell |
                                 right::fd_allocate | right::fd_filestat_set_size | right::fd_advise});
  ASSERT_EQ(file.error, success);
  const Text result = guest.room(8), buffers = guest.room(8);
  guest.memory.write<u32>(buffers.at, result.at);
  guest.memory.write<u32>(buffers.at + 4, 1);
  for (const u64 offset : {u64{1} << 63, ~u64{0}, (u64{1} << 63) + 1}) {
    EXPECT_EQ(guest.call(&Run::fd_seek, file.value, offset, 0u, result.at), code::invalid) << offset;
    EXPECT_EQ(guest.call(&Run::fd_pread, file.value, buffers.at, 1u, offset, result.at), code::invalid) << offset;
    EXPECT_EQ(guest.call(&Run::fd_pwrite, file.value, buffers.at, 1u, offset, result.at), code::invalid) << offset;
    EXPECT_EQ(guest.call(&Run::fd_filestat_set_size, file.value, offset), code::invalid) << offset;
    EXPECT_NE(guest.call(&Run::fd_allocate, file.value, offset, 1u), success) << offset;
    EXPECT_NE(guest.call(&Run::fd_allocate, file.value, 0u, offset), success) << offset;
  }
  EXPECT_NE(guest.call(&Run::fd_allocate, file.value, (u64{1} << 63) - 1, (u64{1} << 63) - 1), success);
  EXPECT_EQ(guest.call(&Run::fd_seek, file.value, 0u, 7u, result.at), code::invalid);
  EXPECT_EQ(place.read("inside/own"), "the guest's");
}

TEST_P(Attack, MadeUpCookiesAreHarmless) {
  const Text buffer = guest.room(512), used = guest.room(4);
  u64 cookie = 1;
  for (int i = 0; i < 2000; ++i) {
    const code error = guest.call(&Run::fd_readdir, writable, buffer.at, buffer.length, cookie, used.at);
    EXPECT_TRUE(error == success || error == code::invalid) << error << " for " << cookie;
    EXPECT_LE(guest.read<u32>(used.at), buffer.length);
    cookie = cookie * 6364136223846793005u + 1442695040888963407u;
  }
  EXPECT_EQ(guest.call(&Run::fd_readdir, writable, buffer.at, buffer.length, ~u64{0}, used.at), code::invalid);
}

TEST_P(Attack, AListingDoesNotTellWhatIsAbove) {
  const Text buffer = guest.room(2048), used = guest.room(4);
  ASSERT_EQ(guest.call(&Run::fd_readdir, writable, buffer.at, buffer.length, 0u, used.at), success);
  struct stat above;
  ASSERT_EQ(::stat(place.path.c_str(), &above), 0);
  for (u32 at = buffer.at; at < buffer.at + guest.read<u32>(used.at); at += layout::dirent + guest.read<u32>(at + 16))
    EXPECT_NE(guest.read<u64>(at + 8), above.st_ino);
}

}  // namespace
}  // namespace wasi_calls

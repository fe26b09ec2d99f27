// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Escapes that a hostile guest may try alone (with others: attack_races_test.cpp). Each is refused with the right errno, and
// nothing outside changes (attack.hpp). All of it with the kernel's resolver and with the walk.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "attack.hpp"

namespace wasi_calls {
namespace {

INSTANTIATE_TEST_SUITE_P(Wasi, Attack, testing::Values(wasi_resolver::automatic, wasi_resolver::stepwise),
                         [](const auto& with) { return with.param == wasi_resolver::automatic ? "Kernel" : "Walk"; });

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
    EXPECT_EQ(guest.symlink(target, "made"), code::not_permitted);
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
  // 1024 buffers, which is as many as are looked at, of 4 MiB each, which is all of the memory: 2^32.
  ASSERT_EQ(guest.memory.grow(62), 2);
  const u32 number = 1024, at = 64 * 1024;
  for (u32 i = 0; i < number; ++i) {
    guest.memory.write<u32>(at + i * layout::iovec, 0);
    guest.memory.write<u32>(at + i * layout::iovec + 4, 64 << 16);
  }
  EXPECT_EQ(guest.call(&Run::fd_write, file.value, at, number, 0u), code::invalid);
  EXPECT_EQ(guest.call(&Run::fd_read, file.value, at, number, 0u), code::invalid);
  EXPECT_EQ(place.read("inside/own"), "the guest's");
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

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all functions refuse alike, in tables: pointers outside of the memory, descriptors that there are not, or not of
// that kind, or without the right. (What one function alone refuses is tested with it.)
#include "calls.hpp"

namespace wasi_calls {
namespace {

using Run = wasi_guest::instance;

/// A file at 4, and a path to it.
struct Scene : GuestWithFolder {
  Scene() {
    folder.write("file", "0123456789");
    EXPECT_EQ(guest.opened("file"), 4u);
    guest.set_buffers({{Guest::bytes, 1}});
    guest.put(p, "file");
    guest.put(q, "other");
  }
  static constexpr u32 p = Guest::first_path, q = Guest::second_path;
};

constexpr u32 p = Scene::p, q = Scene::q, b = Guest::buffers, end = Guest::outside;

struct Case {
  const char* what;
  u32 (*call)(Run& run, u32 value);
};

#define WITH(value, ...) [](Run& r, [[maybe_unused]] u32 value) { return r.__VA_ARGS__; }

// Of two bytes or more each, so that the last byte of the memory is not enough; paths of four.
constexpr Case pointers[] = {
    {"args_get strings", WITH(at, args_get(0, at))},
    {"args_get pointers", WITH(at, args_get(at, 0))},
    {"args_sizes_get count", WITH(at, args_sizes_get(at, 0))},
    {"args_sizes_get size", WITH(at, args_sizes_get(0, at))},
    {"environ_get strings", WITH(at, environ_get(0, at))},
    {"environ_get pointers", WITH(at, environ_get(at, 0))},
    {"environ_sizes_get count", WITH(at, environ_sizes_get(at, 0))},
    {"environ_sizes_get size", WITH(at, environ_sizes_get(0, at))},
    {"clock_res_get", WITH(at, clock_res_get(1, at))},
    {"clock_time_get", WITH(at, clock_time_get(1, 0, at))},
    {"fd_fdstat_get", WITH(at, fd_fdstat_get(0, at))},
    {"fd_filestat_get", WITH(at, fd_filestat_get(4, at))},
    {"fd_pread buffers", WITH(at, fd_pread(4, at, 1, 0, 0))},
    {"fd_pread read", WITH(at, fd_pread(4, b, 1, 0, at))},
    {"fd_prestat_get", WITH(at, fd_prestat_get(3, at))},
    {"fd_pwrite buffers", WITH(at, fd_pwrite(4, at, 1, 0, 0))},
    {"fd_pwrite written", WITH(at, fd_pwrite(4, b, 1, 0, at))},
    {"fd_read buffers", WITH(at, fd_read(4, at, 1, 0))},
    {"fd_read read", WITH(at, fd_read(4, b, 1, at))},
    {"fd_readdir buffer", WITH(at, fd_readdir(3, at, 100, 0, 0))},
    {"fd_readdir used", WITH(at, fd_readdir(3, 4096, 100, 0, at))},
    {"fd_seek", WITH(at, fd_seek(4, 0, 0, at))},
    {"fd_tell", WITH(at, fd_tell(4, at))},
    {"fd_write buffers", WITH(at, fd_write(4, at, 1, 0))},
    {"fd_write written", WITH(at, fd_write(4, b, 1, at))},
    {"path_create_directory", WITH(at, path_create_directory(3, at, 4))},
    {"path_filestat_get path", WITH(at, path_filestat_get(3, 0, at, 4, 0))},
    {"path_filestat_get stat", WITH(at, path_filestat_get(3, 0, p, 4, at))},
    {"path_filestat_set_times", WITH(at, path_filestat_set_times(3, 0, at, 4, 0, 0, 0))},
    {"path_link from", WITH(at, path_link(3, 0, at, 4, 3, q, 5))},
    {"path_link to", WITH(at, path_link(3, 0, p, 4, 3, at, 5))},
    {"path_open path", WITH(at, path_open(3, 0, at, 4, 0, 2, 0, 0, 0))},
    {"path_open opened", WITH(at, path_open(3, 0, p, 4, 0, 2, 0, 0, at))},
    {"path_readlink path", WITH(at, path_readlink(3, at, 4, 4096, 100, 0))},
    {"path_readlink buffer", WITH(at, path_readlink(3, p, 4, at, 100, 0))},
    {"path_readlink used", WITH(at, path_readlink(3, p, 4, 4096, 100, at))},
    {"path_remove_directory", WITH(at, path_remove_directory(3, at, 4))},
    {"path_rename from", WITH(at, path_rename(3, at, 4, 3, q, 5))},
    {"path_rename to", WITH(at, path_rename(3, p, 4, 3, at, 5))},
    {"path_symlink target", WITH(at, path_symlink(at, 4, 3, q, 5))},
    {"path_symlink path", WITH(at, path_symlink(p, 4, 3, at, 5))},
    {"path_unlink_file", WITH(at, path_unlink_file(3, at, 4))},
    {"random_get", WITH(at, random_get(at, 10))},
};

TEST(Pointers, OutsideOfTheMemoryAreFaultsAndNothingIsDone) {
  Folder folder;
  folder.write("file", "0123456789");
  Guest g({.arguments = {"tool"}, .environment = {{"A", "1"}}, .directories = {{.host = folder.path, .guest = "/"}}});
  EXPECT_EQ(g.opened("file"), 4u);
  g.set_buffers({{Guest::bytes, 1}});
  g.put(p, "file");
  g.put(q, "other");
  for (const Case& each : pointers)
    for (const u32 at : {end - 1, end, end + 1, 0x7fffffffu, ~0u})
      EXPECT_EQ(code(each.call(g.run, at)), code::fault) << each.what << " at " << at;
  EXPECT_EQ(folder.read("file"), "0123456789");
  EXPECT_FALSE(folder.has("other"));
  EXPECT_EQ(g.opened("file"), 5u);  // none is left open
}

TEST(Lengths, OutsideOfTheMemoryAreFaults) {
  Scene s;
  for (const u32 length : {end - p + 1, 0x80000000u, ~0u}) {
    EXPECT_EQ(code(s.guest.run.path_unlink_file(3, p, length)), code::fault);
    EXPECT_EQ(code(s.guest.run.random_get(p, length)), code::fault);
    EXPECT_EQ(code(s.guest.run.fd_readdir(3, p, length, 0, 0)), code::fault);
    EXPECT_EQ(code(s.guest.run.path_readlink(3, p, 4, p, length, 0)), code::fault);
  }
  EXPECT_EQ(code(s.guest.run.fd_prestat_dir_name(3, end, 1)), code::fault);
}

struct Use {
  const char* what;
  u32 (*call)(Run& run, u32 fd);
  u64 right = 0;  ///< what it needs; 0 for none
};

constexpr Use files[] = {
    {"fd_advise", WITH(fd, fd_advise(fd, 0, 1, 0)), right::fd_advise},
    {"fd_allocate", WITH(fd, fd_allocate(fd, 0, 1)), right::fd_allocate},
    {"fd_datasync", WITH(fd, fd_datasync(fd)), right::fd_datasync},
    {"fd_fdstat_get", WITH(fd, fd_fdstat_get(fd, 0))},
    {"fd_fdstat_set_flags", WITH(fd, fd_fdstat_set_flags(fd, 0)), right::fd_fdstat_set_flags},
    {"fd_fdstat_set_rights", WITH(fd, fd_fdstat_set_rights(fd, 0, 0))},
    {"fd_filestat_get", WITH(fd, fd_filestat_get(fd, 0)), right::fd_filestat_get},
    {"fd_filestat_set_size", WITH(fd, fd_filestat_set_size(fd, 1)), right::fd_filestat_set_size},
    {"fd_filestat_set_times", WITH(fd, fd_filestat_set_times(fd, 0, 0, 0)), right::fd_filestat_set_times},
    {"fd_pread", WITH(fd, fd_pread(fd, b, 1, 0, 0)), right::fd_read | right::fd_seek},
    {"fd_pwrite", WITH(fd, fd_pwrite(fd, b, 1, 0, 0)), right::fd_write | right::fd_seek},
    {"fd_read", WITH(fd, fd_read(fd, b, 1, 0)), right::fd_read},
    {"fd_seek", WITH(fd, fd_seek(fd, 1, 0, 0)), right::fd_seek},
    {"fd_sync", WITH(fd, fd_sync(fd)), right::fd_sync},
    {"fd_tell", WITH(fd, fd_tell(fd, 0)), right::fd_tell},
    {"fd_write", WITH(fd, fd_write(fd, b, 1, 0)), right::fd_write},
    {"fd_close", WITH(fd, fd_close(fd))},
};
constexpr Use folders[] = {
    {"fd_readdir", WITH(fd, fd_readdir(fd, 4096, 100, 0, 0)), right::fd_readdir},
    {"path_create_directory", WITH(fd, path_create_directory(fd, q, 5)), right::path_create_directory},
    {"path_filestat_get", WITH(fd, path_filestat_get(fd, 0, p, 4, 0)), right::path_filestat_get},
    {"path_filestat_set_times", WITH(fd, path_filestat_set_times(fd, 0, p, 4, 0, 0, 0)),
     right::path_filestat_set_times},
    {"path_link from", WITH(fd, path_link(fd, 0, p, 4, 3, q, 5)), right::path_link_source},
    {"path_link to", WITH(fd, path_link(3, 0, p, 4, fd, q, 5)), right::path_link_target},
    {"path_open", WITH(fd, path_open(fd, 0, p, 4, 0, 2, 0, 0, 0)), right::path_open},
    {"path_readlink", WITH(fd, path_readlink(fd, p, 4, 4096, 100, 0)), right::path_readlink},
    {"path_remove_directory", WITH(fd, path_remove_directory(fd, p, 4)), right::path_remove_directory},
    {"path_rename from", WITH(fd, path_rename(fd, p, 4, 3, q, 5)), right::path_rename_source},
    {"path_rename to", WITH(fd, path_rename(3, p, 4, fd, q, 5)), right::path_rename_target},
    {"path_symlink", WITH(fd, path_symlink(p, 4, fd, q, 5)), right::path_symlink},
    {"path_unlink_file", WITH(fd, path_unlink_file(fd, p, 4)), right::path_unlink_file},
};
constexpr Use preopened[] = {
    {"fd_prestat_get", WITH(fd, fd_prestat_get(fd, 0))},
    {"fd_prestat_dir_name", WITH(fd, fd_prestat_dir_name(fd, 0, 1))},
    {"fd_renumber from", WITH(fd, fd_renumber(fd, 1))},
    {"fd_renumber to", WITH(fd, fd_renumber(1, fd))},
    {"sock_accept", WITH(fd, sock_accept(fd, 0, 0))},
    {"sock_recv", WITH(fd, sock_recv(fd, b, 1, 0, 0, 4))},
    {"sock_send", WITH(fd, sock_send(fd, b, 1, 0, 0))},
    {"sock_shutdown", WITH(fd, sock_shutdown(fd, 1))},
};

#undef WITH

TEST(Descriptors, ThatAreNotOpenAreBad) {
  Scene s;
  const auto expect_bad = [&](std::span<const Use> uses) {
    for (const Use& use : uses)
      for (const u32 fd : {5u, 0x7fffffffu, ~0u})
        EXPECT_EQ(code(use.call(s.guest.run, fd)), code::bad_descriptor) << use.what << " of " << fd;
  };
  expect_bad(files), expect_bad(folders), expect_bad(preopened);
}

TEST(Descriptors, ThatAreNoFoldersHaveNoPathsBeneath) {
  Scene s;
  for (const Use& use : folders)
    for (const u32 fd : {0u, 4u}) EXPECT_EQ(code(use.call(s.guest.run, fd)), code::not_directory) << use.what;
}

TEST(Rights, AreNeededForFiles) {
  for (const Use& use : files) {
    if (!use.right) continue;
    Scene s;
    EXPECT_EQ(s.guest.drop_rights(4, right::of_file & ~use.right), code::success);
    EXPECT_EQ(code(use.call(s.guest.run, 4)), code::not_capable) << use.what;
    const u32 again = s.guest.opened("file", 0, 0, use.right);
    EXPECT_EQ(code(use.call(s.guest.run, again)), code::success) << use.what;
  }
}

TEST(Rights, AreNeededForFolders) {
  for (const Use& use : folders) {
    Scene s;
    s.guest.put(p, ".");
    EXPECT_EQ(code(s.guest.run.path_open(3, 0, p, 1, open_flag::directory, right::of_directory, right::all, 0, 0)),
              code::success);
    s.guest.put(p, "file");
    const u32 folder = s.guest.read<u32>(0);
    EXPECT_EQ(code(s.guest.run.fd_fdstat_set_rights(folder, right::of_directory & ~use.right, right::all)),
              code::success);
    EXPECT_EQ(code(use.call(s.guest.run, folder)), code::not_capable) << use.what;
    EXPECT_FALSE(s.folder.has("other")) << use.what;
    EXPECT_TRUE(s.folder.has("file")) << use.what;
  }
}

TEST(ReadOnlyFolders, AreNotChanged) {
  Folder folder;
  folder.write("file", "0123456789");
  Guest g({.directories = {{.host = folder.path, .guest = "/", .is_read_only = true}}});
  g.put(p, "file");
  g.put(q, "other");
  for (const Use& use : folders) {
    if (!(use.right & right::changing)) continue;
    EXPECT_EQ(code(use.call(g.run, 3)), code::read_only) << use.what;
  }
  EXPECT_EQ(folder.read("file"), "0123456789");
  EXPECT_FALSE(folder.has("other"));
}

}  // namespace
}  // namespace wasi_calls

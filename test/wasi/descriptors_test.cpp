// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What concerns descriptors as such.
#include <fcntl.h>
#include <unistd.h>

#include "calls.hpp"

namespace wasi_calls {
namespace {

TEST(fd_close, ClosesOnce) {
  Guest g;
  EXPECT_EQ(code(g.run.fd_close(1)), code::success);
  EXPECT_EQ(code(g.run.fd_close(1)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.fd_close(~0u)), code::bad_descriptor);
}

TEST(fd_close, LeavesBorrowedDescriptorsOpen) {
  Guest g({.standard_error = wasi_stream::inherit(2)});
  EXPECT_EQ(code(g.run.fd_close(2)), code::success);
  EXPECT_NE(::fcntl(2, F_GETFD), -1);
}

TEST(fd_close, FreesTheLowestNumber) {
  GuestWithFolder with;
  Guest& g = with.guest;
  EXPECT_EQ(code(g.run.fd_close(1)), code::success);
  EXPECT_EQ(g.opened("a", open_flag::create), 1u);
  EXPECT_EQ(g.opened("b", open_flag::create), 4u);
}

TEST(wasi_host, RefusesStreamsThatAreNotOpen) {
  for (const int number : {-1, -5, 1 << 20})
    EXPECT_THROW(wasi_host({.standard_output = wasi_stream::descriptor(number)}), wasm2cpp::access_error) << number;
}

TEST(wasi_host, RefusesToGiveMoreDescriptorsThanTheMaximum) {
  EXPECT_THROW(wasi_host({.maximum_descriptors = 2}), wasm2cpp::access_error);
  EXPECT_THROW(wasi_host({.directories = {{.host = "/", .guest = "/"}}, .maximum_descriptors = 3}),
               wasm2cpp::access_error);
  EXPECT_NO_THROW(wasi_host({.maximum_descriptors = 3}));
}

TEST(fd_fdstat_get, TellsOfCallbacks) {
  Guest g;
  EXPECT_EQ(code(g.run.fd_fdstat_get(0, 8)), code::success);
  EXPECT_EQ(g.read<u8>(8), static_cast<u8>(file_type::unknown));  // no terminal: programs would prompt
  EXPECT_EQ(g.read<u16>(10), 0u);
  EXPECT_TRUE(g.read<u64>(16) & right::fd_read);
  EXPECT_FALSE(g.read<u64>(16) & right::fd_write);
  EXPECT_EQ(g.read<u64>(24), 0u);
  EXPECT_EQ(code(g.run.fd_fdstat_get(1, 8)), code::success);
  EXPECT_FALSE(g.read<u64>(16) & right::fd_read);
  EXPECT_TRUE(g.read<u64>(16) & right::fd_write);
}

/// What wasi-libc asks.
bool is_terminal(Guest& g, u32 fd) {
  EXPECT_EQ(code(g.run.fd_fdstat_get(fd, 8)), code::success);
  return g.read<u8>(8) == static_cast<u8>(file_type::character_device) &&
         !(g.read<u64>(16) & (right::fd_seek | right::fd_tell));
}

TEST(fd_fdstat_get, TellsTerminalsFromOtherDevices) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC), terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_NE(terminal, -1);
  Guest g({.standard_input = wasi_stream::descriptor(null),
           .standard_output = wasi_stream::descriptor(terminal),
           .directories = {{.host = "/dev", .guest = "/dev"}}});
  EXPECT_FALSE(is_terminal(g, 0));
  EXPECT_TRUE(is_terminal(g, 1));
  EXPECT_FALSE(is_terminal(g, 2));
  EXPECT_FALSE(is_terminal(g, g.opened("null")));
  EXPECT_EQ(code(g.run.fd_seek(0, 4, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_seek(1, 4, 0, 0)), code::not_capable);
  ::close(null), ::close(terminal);
}

TEST(standard_input, CannotBeChangedThoughItIsAFile) {
  const Folder folder;
  folder.write("file", "0123456789");
  const int file = ::open((folder / "file").c_str(), O_RDWR | O_CLOEXEC);
  Guest g({.standard_input = wasi_stream::descriptor(file)});
  g.set_buffers({{Guest::bytes, 4}});
  EXPECT_EQ(code(g.run.fd_filestat_set_size(0, 0)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_filestat_set_times(0, 1, 1, time_flag::modified)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_allocate(0, 0, 100)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_write(0, Guest::buffers, 1, 0)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_seek(0, 4, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.text(Guest::bytes, 4), "4567");
  EXPECT_EQ(folder.read("file"), "0123456789");
  ::close(file);
}

TEST(fd_fdstat_get, TellsOfFoldersAndFiles) {
  GuestWithFolder with;
  Guest& g = with.guest;
  EXPECT_EQ(code(g.run.fd_fdstat_get(3, 8)), code::success);
  EXPECT_EQ(g.read<u8>(8), static_cast<u8>(file_type::directory));
  EXPECT_EQ(g.read<u64>(16), u64{right::of_directory});
  EXPECT_EQ(g.read<u64>(24), u64{right::all});
  const u32 file = g.opened("file", open_flag::create, fd_flag::append | fd_flag::nonblock);
  EXPECT_EQ(code(g.run.fd_fdstat_get(file, 8)), code::success);
  EXPECT_EQ(g.read<u8>(8), static_cast<u8>(file_type::regular_file));
  EXPECT_EQ(g.read<u16>(10), fd_flag::append | fd_flag::nonblock);
}

TEST(fd_fdstat_get, TellsOfReadOnlyFolders) {
  Folder folder;
  Guest g({.directories = {{.host = folder.path, .guest = "/", .is_read_only = true}}});
  EXPECT_EQ(code(g.run.fd_fdstat_get(3, 8)), code::success);
  EXPECT_EQ(g.read<u64>(16) & right::changing, 0u);
}

TEST(fd_fdstat_set_flags, SetsWhatCanBeSet) {
  GuestWithFolder with;
  Guest& g = with.guest;
  const u32 file = g.opened("file", open_flag::create);
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(file, fd_flag::append)), code::success);
  g.set_content("ab");
  EXPECT_EQ(code(g.run.fd_write(file, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_seek(file, 0, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_write(file, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(with.folder.read("file"), "abab");
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(file, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_fdstat_get(file, 8)), code::success);
  EXPECT_EQ(g.read<u16>(10), 0u);
}

TEST(fd_fdstat_set_flags, RefusesWhatCannotBe) {
  GuestWithFolder with;
  Guest& g = with.guest;
  const u32 file = g.opened("file", open_flag::create);
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(file, 32)), code::invalid);
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(file, fd_flag::sync)), code::not_supported);
}

TEST(fd_fdstat_set_rights, OnlyTakesAway) {
  GuestWithFolder with;
  Guest& g = with.guest;
  const u32 file = g.opened("file", open_flag::create, 0, right::fd_read | right::fd_seek);
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(file, right::fd_read | right::fd_write, 0)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(file, right::fd_read, ~u64{0})), code::not_capable);
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(file, right::fd_read, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(file, right::fd_read | right::fd_seek, 0)), code::not_capable);
  EXPECT_EQ(code(g.run.fd_fdstat_get(file, 8)), code::success);
  EXPECT_EQ(g.read<u64>(16), u64{right::fd_read});
  EXPECT_EQ(g.read<u64>(24), 0u);
}

TEST(fd_prestat_get, TellsTheLengthOfAFoldersName) {
  GuestWithFolder with({.directories = {{.host = "/tmp", .guest = "two words"}}});
  Guest& g = with.guest;
  EXPECT_EQ(code(g.run.fd_prestat_get(3, 8)), code::success);
  EXPECT_EQ(g.read<u64>(8), u64{1} << 32);
  EXPECT_EQ(code(g.run.fd_prestat_get(4, 8)), code::success);
  EXPECT_EQ(g.read<u32>(12), 9u);
  EXPECT_EQ(code(g.run.fd_prestat_get(0, 8)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.fd_prestat_get(5, 8)), code::bad_descriptor);
}

TEST(fd_prestat_dir_name, WritesTheNameWithoutANul) {
  GuestWithFolder with({.directories = {{.host = "/tmp", .guest = "two words"}}});
  Guest& g = with.guest;
  g.put(100, "..............");
  EXPECT_EQ(code(g.run.fd_prestat_dir_name(4, 100, 9)), code::success);
  EXPECT_EQ(g.text(100, 10), "two words.");
  EXPECT_EQ(code(g.run.fd_prestat_dir_name(4, 100, 8)), code::name_too_long);
  EXPECT_EQ(code(g.run.fd_prestat_dir_name(1, 100, 8)), code::bad_descriptor);
}

TEST(fd_renumber, MovesADescriptor) {
  std::string text;
  Guest g({.standard_output = wasi_stream::to_string(text)});
  g.set_content("text");
  EXPECT_EQ(code(g.run.fd_renumber(1, 2)), code::success);
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 1, 0)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.fd_write(2, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(code(g.run.fd_renumber(2, 2)), code::success);
  EXPECT_EQ(code(g.run.fd_renumber(2, 1)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.fd_renumber(1, 2)), code::bad_descriptor);
}

}  // namespace
}  // namespace wasi_calls

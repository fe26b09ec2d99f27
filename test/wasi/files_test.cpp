// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files and streams: reading, writing, positions, sizes, times.
#include <sys/resource.h>

#include "calls.hpp"

namespace wasi_calls {
namespace {

/// A file of ten bytes at descriptor 4, for which the guest has all rights.
class File : public GuestWithFolder {
 public:
  explicit File(u32 flags = 0) {
    folder.write("file", "0123456789");
    EXPECT_EQ(guest.opened("file", 0, flags), 4u);
  }
  std::string content() const { return folder.read("file"); }
};

TEST(fd_read, ReadsAFileIntoBuffersInTurn) {
  File f;
  Guest& g = f.guest;
  g.set_buffers({{5000, 3}, {6000, 0}, {7000, 4}});
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 3, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 7u);
  EXPECT_EQ(g.text(5000, 3), "012");
  EXPECT_EQ(g.text(7000, 4), "3456");
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 3, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 3u);
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 3, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 0u);
}

TEST(fd_read, ReadsACallback) {
  Guest g({.standard_input = wasi_stream::from_string("text")});
  g.set_buffers({{Guest::bytes, 3}});
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.text(Guest::bytes, g.read<u32>(0)), "tex");
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.text(Guest::bytes, g.read<u32>(0)), "t");
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 0u);
}

TEST(fd_read, FindsNothingByDefault) {
  Guest g;
  g.set_buffers({{Guest::bytes, 3}});
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 0u);
}

TEST(fd_read, RefusesACallbackThatGivesMoreThanFits) {
  Guest g({.standard_input = wasi_stream::from([](std::span<std::byte> bytes) { return bytes.size() + 1; })});
  g.set_buffers({{Guest::bytes, 3}});
  EXPECT_EQ(code(g.run.fd_read(0, Guest::buffers, 1, 0)), code::io);
}

TEST(fd_read, RefusesFolders) {
  File f;
  EXPECT_EQ(code(f.guest.run.fd_read(3, Guest::buffers, 0, 0)), code::not_capable);
}

TEST(fd_read, RefusesBuffersThatAddUpToMoreThanCanBeTold) {
  File f;
  Guest& g = f.guest;
  std::vector<Text> list(1000, Text{0, Guest::outside});
  g.set_buffers(list);
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 1000, 0)), code::success);  // 131 MB: it is the guest's own memory
  g.set_buffers({{1, ~0u}});
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 1, 0)), code::fault);
  EXPECT_EQ(code(g.run.fd_read(4, 8, 0x20000000, 0)), code::fault);
  EXPECT_EQ(code(g.run.fd_read(4, 8, ~0u, 0)), code::fault);
}

TEST(fd_write, WritesBuffersInTurn) {
  File f;
  Guest& g = f.guest;
  g.set_buffers({g.put(5000, "ab"), {6000, 0}, g.put(7000, "cde")});
  EXPECT_EQ(code(g.run.fd_write(4, Guest::buffers, 3, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 5u);
  EXPECT_EQ(f.content(), "abcde56789");
}

TEST(fd_write, AppendsWhenAsked) {
  File f(fd_flag::append);
  Guest& g = f.guest;
  g.set_content("end");
  EXPECT_EQ(code(g.run.fd_write(4, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(f.content(), "0123456789end");
}

TEST(fd_write, HandsItAllToACallback) {
  std::string out, errors;
  Guest g({.standard_output = wasi_stream::to_string(out), .standard_error = wasi_stream::to_string(errors)});
  g.set_buffers({g.put(5000, "ab"), g.put(7000, "cde")});
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 2, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 5u);
  EXPECT_EQ(code(g.run.fd_write(2, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(out, "abcde");
  EXPECT_EQ(errors, "ab");
}

TEST(fd_write, ToACallbackThatCallsTheGuestReturns) {
  std::string text;
  Guest* guest = nullptr;
  Guest g({.standard_output = wasi_stream::to([&](std::span<const std::byte> bytes) {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.size() > 4) return;
    EXPECT_EQ(code(guest->run.fd_write(1, Guest::buffers, 1, 0)), code::success);
    EXPECT_EQ(guest->drop_rights(1, right::fd_fdstat_set_flags), code::success);
  })});
  guest = &g;
  g.set_content("text");
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(text, "texttext");
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 1, 0)), code::not_capable);
}

TEST(fd_write, LosesItByDefault) {
  Guest g;
  g.set_content("text");
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 4u);
}

TEST(fd_pread, LeavesThePosition) {
  File f;
  Guest& g = f.guest;
  g.set_buffers({{Guest::bytes, 3}});
  EXPECT_EQ(code(g.run.fd_pread(4, Guest::buffers, 1, 8, 0)), code::success);
  EXPECT_EQ(g.text(Guest::bytes, g.read<u32>(0)), "89");
  EXPECT_EQ(code(g.run.fd_tell(4, 0)), code::success);
  EXPECT_EQ(g.read<u64>(0), 0u);
  EXPECT_EQ(code(g.run.fd_pread(4, Guest::buffers, 1, u64{1} << 40, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 0u);
  EXPECT_EQ(code(g.run.fd_pread(4, Guest::buffers, 1, ~u64{0}, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_pread(4, Guest::buffers, 1, u64{1} << 63, 0)), code::invalid);
}

TEST(fd_pread, NeedsAPosition) {
  Guest g;
  EXPECT_EQ(code(g.run.fd_pread(0, Guest::buffers, 0, 0, 0)), code::not_capable);
}

TEST(fd_pwrite, LeavesThePosition) {
  File f;
  Guest& g = f.guest;
  g.set_content("ab");
  EXPECT_EQ(code(g.run.fd_pwrite(4, Guest::buffers, 1, 3, 0)), code::success);
  EXPECT_EQ(g.read<u32>(0), 2u);
  EXPECT_EQ(f.content(), "012ab56789");
  EXPECT_EQ(code(g.run.fd_tell(4, 0)), code::success);
  EXPECT_EQ(g.read<u64>(0), 0u);
  EXPECT_EQ(code(g.run.fd_pwrite(4, Guest::buffers, 1, ~u64{0}, 0)), code::invalid);
}

TEST(fd_seek, MovesThePosition) {
  File f;
  Guest& g = f.guest;
  const auto seek = [&](u64 offset, u32 whence) {
    EXPECT_EQ(code(g.run.fd_seek(4, offset, whence, 0)), code::success);
    return g.read<u64>(0);
  };
  EXPECT_EQ(seek(4, 0), 4u);
  EXPECT_EQ(seek(~u64{0}, 1), 3u);
  EXPECT_EQ(seek(~u64{1}, 2), 8u);
  EXPECT_EQ(seek(100, 0), 100u);
}

TEST(fd_seek, RefusesWhatCannotBe) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_seek(4, 0, 3, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_seek(4, ~u64{0}, 0, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_seek(4, u64{1} << 63, 0, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_seek(4, ~u64{0}, 1, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_seek(3, 0, 0, 0)), code::not_capable);
}

TEST(fd_tell, TellsThePosition) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_seek(4, 4, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_tell(4, 0)), code::success);
  EXPECT_EQ(g.read<u64>(0), 4u);
  EXPECT_EQ(code(g.run.fd_tell(0, 0)), code::not_capable);
}

TEST(fd_advise, TakesEachAdvice) {
  File f;
  Guest& g = f.guest;
  for (u32 advice = 0; advice < 6; ++advice) EXPECT_EQ(code(g.run.fd_advise(4, 0, 10, advice)), code::success);
  EXPECT_EQ(code(g.run.fd_advise(4, 0, 10, 6)), code::invalid);
  EXPECT_EQ(code(g.run.fd_advise(4, ~u64{0}, 10, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_advise(4, 0, ~u64{0}, 0)), code::invalid);
}

TEST(fd_allocate, MakesAFileLonger) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_allocate(4, 5, 10)), code::success);
  EXPECT_EQ(f.content(), "0123456789" + std::string(5, '\0'));
  EXPECT_EQ(code(g.run.fd_allocate(4, 0, 3)), code::success);
  EXPECT_EQ(f.content().size(), 15u);
  EXPECT_EQ(code(g.run.fd_allocate(4, 0, 0)), code::invalid);
  EXPECT_EQ(code(g.run.fd_allocate(4, ~u64{0}, 1)), code::invalid);
}

TEST(fd_datasync, AndSyncReturn) {
  File f;
  EXPECT_EQ(code(f.guest.run.fd_datasync(4)), code::success);
  EXPECT_EQ(code(f.guest.run.fd_datasync(1)), code::success);
}

TEST(fd_sync, Returns) {
  File f;
  EXPECT_EQ(code(f.guest.run.fd_sync(4)), code::success);
  EXPECT_EQ(code(f.guest.run.fd_sync(1)), code::success);
}

TEST(fd_filestat_get, TellsOfAFile) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 1'000'000'007, 2'000'000'009, 5)), code::success);
  EXPECT_EQ(code(g.run.fd_filestat_get(4, 0)), code::success);
  EXPECT_NE(g.read<u64>(8), 0u);
  EXPECT_EQ(g.read<u64>(16), u64{static_cast<u8>(file_type::regular_file)});
  EXPECT_EQ(g.read<u64>(24), 1u);
  EXPECT_EQ(g.read<u64>(32), 10u);
  EXPECT_EQ(g.read<u64>(40), 1'000'000'007u);
  EXPECT_EQ(g.read<u64>(48), 2'000'000'009u);
  EXPECT_GT(g.read<u64>(56), 1'000'000'000'000u);
}

TEST(fd_filestat_get, TellsOfACallback) {
  Guest g;
  EXPECT_EQ(code(g.run.fd_filestat_get(0, 0)), code::success);
  EXPECT_EQ(g.read<u64>(16), u64{static_cast<u8>(file_type::unknown)});
  EXPECT_EQ(g.read<u64>(32), 0u);
}

TEST(fd_filestat_set_size, CutsAndExtends) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_filestat_set_size(4, 3)), code::success);
  EXPECT_EQ(f.content(), "012");
  EXPECT_EQ(code(g.run.fd_filestat_set_size(4, 5)), code::success);
  EXPECT_EQ(f.content(), std::string("012\0\0", 5));
  EXPECT_EQ(code(g.run.fd_filestat_set_size(4, ~u64{0})), code::invalid);
  EXPECT_EQ(code(g.run.fd_filestat_set_size(1, 0)), code::not_capable);
}

TEST(LimitsOfTheHost, OfSizesAreErrorsAndNoSignals) {
  File f;
  Guest& g = f.guest;
  g.set_content("text");
  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{100, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_EQ(code(g.run.fd_filestat_set_size(4, 101)), code::file_too_big);
  EXPECT_EQ(code(g.run.fd_allocate(4, 0, 101)), code::file_too_big);
  EXPECT_EQ(code(g.run.fd_pwrite(4, Guest::buffers, 1, 100, 0)), code::file_too_big);
  EXPECT_EQ(code(g.run.fd_seek(4, 100, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_write(4, Guest::buffers, 1, 0)), code::file_too_big);
  EXPECT_EQ(code(g.run.fd_filestat_set_size(4, 100)), code::success);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
}

TEST(fd_filestat_set_times, SetsWhatItIsToldTo) {
  File f;
  Guest& g = f.guest;
  const auto times = [&] {
    EXPECT_EQ(code(g.run.fd_filestat_get(4, 0)), code::success);
    return std::pair(g.read<u64>(40), g.read<u64>(48));
  };
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 1000, 2000, 5)), code::success);
  EXPECT_EQ(times(), (std::pair<u64, u64>(1000, 2000)));
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 1, 1, 0)), code::success);
  EXPECT_EQ(times(), (std::pair<u64, u64>(1000, 2000)));
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 3000, 1, 1)), code::success);
  EXPECT_EQ(times(), (std::pair<u64, u64>(3000, 2000)));
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 1, 1, 8)), code::success);
  EXPECT_EQ(times().first, 3000u);
  EXPECT_GT(times().second, 1'000'000'000'000u);
  for (const u32 flags : {3u, 12u, 16u, 15u})
    EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 0, 0, flags)), code::invalid) << flags;
}

TEST(unstable_fd_seek, HasOtherNumbers) {
  File f;
  Guest& g = f.guest;
  const auto seek = [&](u64 offset, u32 whence) {
    EXPECT_EQ(code(g.run.unstable_fd_seek(4, offset, whence, 0)), code::success);
    return g.read<u64>(0);
  };
  EXPECT_EQ(seek(4, 2), 4u);
  EXPECT_EQ(seek(1, 0), 5u);
  EXPECT_EQ(seek(~u64{0}, 1), 9u);
  for (const u32 whence : {3u, ~0u}) EXPECT_EQ(code(g.run.unstable_fd_seek(4, 0, whence, 0)), code::invalid);
  EXPECT_EQ(code(g.run.unstable_fd_seek(4, 0, 0, Guest::outside - 7)), code::fault);
}

TEST(unstable_fd_filestat_get, HasAnotherLayout) {
  File f;
  Guest& g = f.guest;
  EXPECT_EQ(code(g.run.fd_filestat_set_times(4, 1'000'000'007, 2'000'000'009, 5)), code::success);
  g.write<u64>(56, 7);
  EXPECT_EQ(code(g.run.unstable_fd_filestat_get(4, 0)), code::success);
  EXPECT_EQ(g.read<u32>(16), static_cast<u32>(file_type::regular_file));
  EXPECT_EQ(g.read<u32>(20), 1u);
  EXPECT_EQ(g.read<u64>(24), 10u);
  EXPECT_EQ(g.read<u64>(32), 1'000'000'007u);
  EXPECT_EQ(g.read<u64>(40), 2'000'000'009u);
  EXPECT_EQ(g.read<u64>(56), 7u);
  EXPECT_EQ(code(g.run.unstable_fd_filestat_get(4, Guest::outside - 55)), code::fault);
  EXPECT_EQ(code(g.run.unstable_fd_filestat_get(9, 0)), code::bad_descriptor);
}

}  // namespace
}  // namespace wasi_calls

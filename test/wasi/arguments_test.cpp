// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments, environment, clocks, random numbers, and what concerns the process.
#include <cstring>

#include "calls.hpp"

namespace wasi_calls {
namespace {

const wasi_options two_of_each = {.arguments = {"tool", "", "xịn"}, .environment = {{"A", "1"}, {"EMPTY", ""}}};

TEST(args_sizes_get, CountsStringsAndTheirBytes) {
  Guest g(two_of_each);
  EXPECT_EQ(code(g.run.args_sizes_get(0, 4)), code::success);
  EXPECT_EQ(g.read<u32>(0), 3u);
  EXPECT_EQ(g.read<u32>(4), 5u + 1u + 6u);
}

TEST(args_sizes_get, IsZeroByDefault) {
  Guest g;
  g.write<u64>(0, ~u64{0});
  EXPECT_EQ(code(g.run.args_sizes_get(0, 4)), code::success);
  EXPECT_EQ(g.read<u64>(0), 0u);
}

TEST(wasi_host, IsMadeOfEmptyOptionsAndNotCopied) {
  EXPECT_NO_THROW(wasi_host host({}));
  static_assert(!std::is_copy_constructible_v<wasi_host> && !std::is_move_constructible_v<wasi_host>);
}

TEST(args_get, WritesPointersAndStrings) {
  Guest g(two_of_each);
  EXPECT_EQ(code(g.run.args_get(0, 100)), code::success);
  EXPECT_EQ(g.read<u32>(0), 100u);
  EXPECT_EQ(g.read<u32>(4), 105u);
  EXPECT_EQ(g.read<u32>(8), 106u);
  EXPECT_EQ(g.text(100, 12), std::string("tool\0\0x\xe1\xbb\x8bn\0", 12));
}

TEST(environ_sizes_get, CountsAssignments) {
  Guest g(two_of_each);
  EXPECT_EQ(code(g.run.environ_sizes_get(0, 4)), code::success);
  EXPECT_EQ(g.read<u32>(0), 2u);
  EXPECT_EQ(g.read<u32>(4), 4u + 7u);
}

TEST(environ_get, WritesAssignments) {
  Guest g(two_of_each);
  EXPECT_EQ(code(g.run.environ_get(0, 100)), code::success);
  EXPECT_EQ(g.text(100, 11), std::string("A=1\0EMPTY=\0", 11));
  EXPECT_EQ(g.read<u32>(4), 104u);
}

TEST(wasi_host, RefusesStringsThatHoldNuls) {
  EXPECT_THROW(wasi_host({.arguments = {std::string("a\0b", 3)}}), wasm2cpp::access_error);
  EXPECT_THROW(wasi_host({.environment = {{"A", std::string("\0", 1)}}}), wasm2cpp::access_error);
}

TEST(wasi_host, RefusesFoldersAndDescriptorsThatAreNotThere) {
  EXPECT_THROW(wasi_host({.directories = {{.host = "/no/such", .guest = "/"}}}), wasm2cpp::access_error);
  EXPECT_THROW(wasi_host({.standard_input = wasi_stream::descriptor(12345)}), wasm2cpp::access_error);
  EXPECT_THROW(wasi_host({.listening_sockets = {12345}}), wasm2cpp::access_error);
}

TEST(clock_time_get, AsksTheHost) {
  Guest g({.clock = [](wasi_clock clock) { return 1000 + static_cast<u64>(clock); }});
  for (u32 clock = 0; clock < 4; ++clock) {
    EXPECT_EQ(code(g.run.clock_time_get(clock, 0, 0)), code::success);
    EXPECT_EQ(g.read<u64>(0), 1000 + clock);
  }
  EXPECT_EQ(code(g.run.clock_time_get(4, 0, 0)), code::invalid);
}

TEST(clock_time_get, MovesForward) {
  Guest g;
  u64 last = 0;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(code(g.run.clock_time_get(1, 0, 0)), code::success);
    EXPECT_GE(g.read<u64>(0), last);
    last = g.read<u64>(0);
  }
  EXPECT_EQ(code(g.run.clock_time_get(~u32{0}, 0, 0)), code::invalid);
}

TEST(clock_res_get, IsPositive) {
  Guest g;
  for (u32 clock = 0; clock < 4; ++clock) {
    EXPECT_EQ(code(g.run.clock_res_get(clock, 0)), code::success);
    EXPECT_GT(g.read<u64>(0), 0u);
  }
  EXPECT_EQ(code(g.run.clock_res_get(4, 0)), code::invalid);
}

TEST(random_get, AsksTheHost) {
  Guest g({.random = [](std::span<std::byte> bytes) { std::memset(bytes.data(), 7, bytes.size()); }});
  EXPECT_EQ(code(g.run.random_get(8, 3)), code::success);
  EXPECT_EQ(g.read<u64>(6), u64{0x0707070000});
  EXPECT_EQ(code(g.run.random_get(Guest::outside, 0)), code::success);
}

TEST(random_get, IsTheSystemsElse) {
  Guest g;
  EXPECT_EQ(code(g.run.random_get(0, 65536)), code::success);
  EXPECT_NE(g.text(0, 32), g.text(32, 32));
}

TEST(wasi_host, StartsOnlyWhatHasAStart) {
  Guest g;
  EXPECT_THROW(g.wasi.start(handle_of(g.run)), wasm2cpp::access_error);
  EXPECT_THROW(g.wasi.start(wasm2cpp::module_instance()), wasm2cpp::access_error);
}

TEST(proc_exit, LeavesTheGuestWithItsStatus) {
  Guest g;
  try {
    g.run.proc_exit(~u32{0});
    ADD_FAILURE() << "it returned";
  } catch (const wasm2cpp::wasi_exit& exit) {
    EXPECT_EQ(exit.status(), ~u32{0});
  }
  EXPECT_EQ(code(g.run.sched_yield_()), code::success);  // the instance is as good as before
}

TEST(proc_raise, IsNotSupported) {
  Guest g;
  for (const u32 signal : {0u, 6u, 9u, 1000u}) EXPECT_EQ(code(g.run.proc_raise(signal)), code::not_supported);
}

TEST(sched_yield, Returns) {
  Guest g;
  EXPECT_EQ(code(g.run.sched_yield_()), code::success);
}

}  // namespace
}  // namespace wasi_calls

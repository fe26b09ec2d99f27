// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// wasm2cpp::interrupt while the WASI host waits in the system on a guest's behalf: the guest ends with the trap
// `interrupted`.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

#include "../../runtime/wasi/path.hpp"
#include "calls.hpp"

namespace wasi_calls {
namespace {

using namespace std::chrono_literals;

/// How `body`, which waits for ever, ends when its instance is interrupted: the trap's wording.
std::string interrupted(const wasi_guest::instance& guest, const std::function<void()>& body) {
  std::string outcome;
  std::thread runner([&] { outcome = outcome_of(body); });
  std::this_thread::sleep_for(30ms);
  EXPECT_TRUE(wasm2cpp::interrupt(guest));
  runner.join();
  return outcome;
}

TEST(interrupt, EndsAWaitForTheClock) {
  Guest g;
  g.write<u8>(8192 + 8, 0);
  g.write<u32>(8192 + 16, 1);
  g.write<u64>(8192 + 24, ~u64{0});
  g.write<u16>(8192 + 40, 0);
  EXPECT_EQ(interrupted(g.run, [&] { (void)g.run.poll_oneoff(8192, 16384, 1, 0); }), "interrupted");
  EXPECT_EQ(code(g.run.clock_time_get(1, 0, 8)), code::success);
}

TEST(interrupt, EndsAReadOfAnEmptyPipe) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  {
    Guest g({.standard_input = wasi_stream::descriptor(ends[0])});
    g.set_buffers({{Guest::bytes, 100}});
    const auto read = [&] { return code(g.run.fd_read(0, Guest::buffers, 1, Guest::result)); };
    EXPECT_EQ(interrupted(g.run, [&] { (void)read(); }), "interrupted");
    ASSERT_EQ(::write(ends[1], "more", 4), 4);
    EXPECT_EQ(read(), code::success);
    EXPECT_EQ(g.text(Guest::bytes, g.read<u32>(Guest::result)), "more");
  }
  ::close(ends[0]), ::close(ends[1]);
}

TEST(interrupt, EndsAWriteToAFullPipe) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  {
    Guest g({.standard_output = wasi_stream::descriptor(ends[1])});
    g.set_buffers({{Guest::bytes, 60'000}});
    const auto write_for_ever = [&] {
      for (;;) (void)g.run.fd_write(1, Guest::buffers, 1, Guest::result);
    };
    EXPECT_EQ(interrupted(g.run, write_for_ever), "interrupted");
  }
  ::close(ends[0]), ::close(ends[1]);
}

TEST(interrupt, EndsTheFillingOfALargeBufferWithRandomBytes) {
  Guest g;
  constexpr u32 length = 16384 * 65536;  // takes seconds
  ASSERT_EQ(g.memory.grow(16384 - 2), 2);
  EXPECT_EQ(interrupted(g.run, [&] { (void)g.run.random_get(0, length); }), "interrupted");
  const auto untouched = g.memory.bytes().subspan(length - 65536);
  EXPECT_TRUE(std::all_of(untouched.begin(), untouched.end(), [](std::byte b) { return b == std::byte{0}; }));
}

/// Two guests with the same streams, on two threads; what one is in, the other waits for.
TEST(interrupt, EndsAWaitForACallbackThatAnotherThreadIsIn) {
  std::mutex kept;
  std::atomic<bool> is_in{false};
  const auto stay = [&] {
    is_in = true;
    const std::lock_guard until_the_end(kept);
  };
  wasi_host host({.standard_input = wasi_stream::from([&](std::span<std::byte>) { return stay(), std::size_t{0}; }),
                  .standard_output = wasi_stream::to([&](std::span<const std::byte>) { stay(); })});
  const auto made = [&] {
    wasi_guest::instance guest({.wasi_snapshot_preview1 = host, .wasi_unstable = host.unstable()});
    guest.memory().write<u32>(Guest::buffers, Guest::bytes);
    guest.memory().write<u32>(Guest::buffers + 4, 10);
    return guest;
  };
  for (const bool reads : {true, false}) {
    wasi_guest::instance first = made(), second = made();
    const auto use = [reads](wasi_guest::instance& guest) {
      return reads ? code(guest.fd_read(0, Guest::buffers, 1, Guest::result))
                   : code(guest.fd_write(1, Guest::buffers, 1, Guest::result));
    };
    is_in = false;
    kept.lock();
    std::thread other([&] { EXPECT_EQ(use(second), code::success); });
    while (!is_in) std::this_thread::yield();
    EXPECT_EQ(interrupted(first, [&] { (void)use(first); }), "interrupted") << reads;
    kept.unlock();
    other.join();
    EXPECT_EQ(use(first), code::success);
  }
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST(interrupt, EndsTheWalkOfAPath) {
  const Folder folder;
  std::filesystem::create_directories(folder / "a/b/c");
  std::filesystem::create_symlink("a/b/c", folder / "link");
  descriptor opened;
  opened.file = host_descriptor(::open(folder.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto walk = [&](const std::string& path) {
    open_beneath(opened, path, O_PATH, 0, last_link::is_followed, wasm2cpp::wasi_resolver::stepwise);
  };
  const std::ptrdiff_t before = open_descriptors();
  Guest* guest = nullptr;
  Guest g({.random = [&](std::span<std::byte>) {
    for (const char* path : {"a/b/c", "link", "."}) walk(path);
    EXPECT_TRUE(wasm2cpp::interrupt(guest->run));
    for (const char* path : {"a/b/c", "link", "."}) EXPECT_EQ(outcome_of([&] { walk(path); }), "interrupted") << path;
  }});
  guest = &g;
  EXPECT_EQ(outcome_of([&] { (void)g.run.random_get(0, 1); }), "interrupted");
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace wasi_calls

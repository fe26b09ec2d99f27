// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// poll_oneoff, of both previews.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "calls.hpp"

namespace wasi_calls {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr u32 subscriptions = 8192, events = 16384, happened = 0;
constexpr u64 millisecond = 1'000'000;

enum kind : u8 { clock, fd_read, fd_write };

struct Event {
  u64 userdata;
  code error;
  u8 kind;
  u64 bytes;
  u16 flags;
  friend bool operator==(const Event&, const Event&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Event& e) {
    return out << "{" << e.userdata << ", " << e.error << ", " << int{e.kind} << ", " << e.bytes << ", " << e.flags
               << "}";
  }
};

/// Subscriptions in the guest's memory; each has its place in the list as userdata, from 100 on.
class Poll {
 public:
  explicit Poll(Guest& guest, bool is_unstable = false)
      : guest_(guest), size_(is_unstable ? 56 : 48), clock_(is_unstable ? 24 : 16), is_unstable_(is_unstable) {}

  Poll& at(u64 timeout, u16 flags = 0, u32 id = 1) {
    const u32 place = add(clock);
    guest_.write<u32>(place + clock_, id);
    guest_.write<u64>(place + clock_ + 8, timeout);
    guest_.write<u64>(place + clock_ + 16, ~u64{0});  // the precision, which must not matter
    guest_.write<u16>(place + clock_ + 24, flags);
    return *this;
  }
  Poll& on(u8 kind, u32 fd) {
    guest_.write<u32>(add(kind) + 16, fd);
    return *this;
  }
  code run() {
    const auto start = steady::now();
    const code answer{is_unstable_ ? guest_.run.unstable_poll_oneoff(subscriptions, events, count_, happened)
                                   : guest_.run.poll_oneoff(subscriptions, events, count_, happened)};
    elapsed = steady::now() - start;
    return answer;
  }
  std::vector<Event> result() {
    guest_.write<u32>(happened, 0);
    EXPECT_EQ(run(), code::success);
    std::vector<Event> list;
    for (u32 i = 0; i < guest_.read<u32>(happened); ++i) {
      const u32 at = events + 32 * i;
      list.push_back({guest_.read<u64>(at), code(guest_.read<u16>(at + 8)), guest_.read<u8>(at + 10),
                      guest_.read<u64>(at + 16), guest_.read<u16>(at + 24)});
    }
    return list;
  }
  steady::duration elapsed{};

 private:
  u32 add(u8 kind) {
    const u32 place = subscriptions + size_ * count_;
    for (u32 i = 0; i < size_; ++i) guest_.write<u8>(place + i, 0xee);  // what is not a field is not looked at
    guest_.write<u64>(place, 100 + count_++);
    guest_.write<u8>(place + 8, kind);
    return place;
  }
  Guest& guest_;
  u32 size_, clock_, count_ = 0;
  bool is_unstable_;
};

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() { close_reader(), close_writer(); }
  void close_reader() { ::close(std::exchange(ends[0], -1)); }
  void close_writer() { ::close(std::exchange(ends[1], -1)); }
  int ends[2];
};

using Events = std::vector<Event>;

TEST(poll_oneoff, WaitsForARelativeTime) {
  Guest g;
  for (const u32 id : {0u, 1u}) {
    Poll poll(g);
    EXPECT_EQ(poll.at(30 * millisecond, 0, id).result(), (Events{{100, code::success, clock, 0, 0}}));
    EXPECT_GE(poll.elapsed, 30ms);
  }
}

TEST(poll_oneoff, WaitsForAnAbsoluteTime) {
  Guest g;
  for (const u32 id : {0u, 1u}) {
    EXPECT_EQ(code(g.run.clock_time_get(id, 0, 8)), code::success);
    Poll poll(g);
    poll.at(g.read<u64>(8) + 30 * millisecond, 1, id);
    EXPECT_EQ(poll.result(), (Events{{100, code::success, clock, 0, 0}}));
    EXPECT_GE(poll.elapsed, 20ms);
  }
  EXPECT_EQ(Poll(g).at(1, 1).result().size(), 1u);  // long ago
}

TEST(poll_oneoff, TakesTheSoonestOfSeveralTimes) {
  Guest g;
  Poll poll(g);
  poll.at(~u64{0}).at(20 * millisecond).at(20 * millisecond).at(3'600'000 * millisecond).at(~u64{0}, 1);
  EXPECT_EQ(poll.result(), (Events{{101, code::success, clock, 0, 0}, {102, code::success, clock, 0, 0}}));
  EXPECT_LT(poll.elapsed, 60s);
}

TEST(poll_oneoff, TurnsTimesIntoDurationsByTheHostsClock) {
  Guest g({.clock = [](wasi_clock) { return 1000 * millisecond; }});
  Poll poll(g);
  EXPECT_EQ(poll.at(1020 * millisecond, 1).at(900'000 * millisecond, 1).result().size(), 1u);
  EXPECT_GE(poll.elapsed, 20ms);
}

TEST(poll_oneoff, TellsOfClocksThatCannotBeWaitedFor) {
  Guest g;
  EXPECT_EQ(Poll(g).at(0, 0, 2).at(0, 0, 3).at(0, 0, 4).at(0, 2).at(~u64{0}).result(),
            (Events{{100, code::not_supported, clock, 0, 0},
                    {101, code::not_supported, clock, 0, 0},
                    {102, code::invalid, clock, 0, 0},
                    {103, code::invalid, clock, 0, 0}}));
}

TEST(poll_oneoff, GoesOnWaitingAfterASignal) {
  struct sigaction quiet = {}, before = {};
  quiet.sa_handler = [](int) {};
  ::sigaction(SIGUSR1, &quiet, &before);
  Guest g;
  std::thread disturber([waiting = ::pthread_self()] {
    for (int i = 0; i < 5; ++i) {
      std::this_thread::sleep_for(5ms);
      ::pthread_kill(waiting, SIGUSR1);
    }
  });
  Poll poll(g);
  EXPECT_EQ(poll.at(60 * millisecond).result().size(), 1u);
  EXPECT_GE(poll.elapsed, 60ms);
  disturber.join();
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(poll_oneoff, FindsCallbacksReady) {
  std::string text;
  Guest g({.standard_input = wasi_stream::from_string("x"), .standard_output = wasi_stream::to_string(text)});
  EXPECT_EQ(Poll(g).at(~u64{0}).on(fd_read, 0).on(fd_write, 1).on(fd_write, 2).result(),
            (Events{{101, code::success, fd_read, 0, 0},
                    {102, code::success, fd_write, 0, 0},
                    {103, code::success, fd_write, 0, 0}}));
}

TEST(poll_oneoff, TellsHowMuchOfAFileIsLeft) {
  Folder folder;
  folder.write("file", "0123456789");
  const int file = ::open((folder / "file").c_str(), O_RDWR | O_CLOEXEC);
  ::lseek(file, 3, SEEK_SET);
  Guest g({.standard_input = wasi_stream::descriptor(file), .standard_output = wasi_stream::descriptor(file)});
  EXPECT_EQ(Poll(g).on(fd_read, 0).on(fd_write, 1).result(),
            (Events{{100, code::success, fd_read, 7, 0}, {101, code::success, fd_write, 0, 0}}));
  ::lseek(file, 30, SEEK_SET);
  EXPECT_EQ(Poll(g).on(fd_read, 0).result(), (Events{{100, code::success, fd_read, 0, 0}}));
  ::close(file);
}

TEST(poll_oneoff, WaitsForPipes) {
  Pipe in, out;
  Guest g(
      {.standard_input = wasi_stream::descriptor(in.ends[0]), .standard_output = wasi_stream::descriptor(out.ends[1])});
  EXPECT_EQ(Poll(g).on(fd_read, 0).at(millisecond).result(), (Events{{101, code::success, clock, 0, 0}}));
  EXPECT_EQ(Poll(g).on(fd_read, 0).on(fd_write, 1).result(), (Events{{101, code::success, fd_write, 0, 0}}));
  std::thread writer([&] {
    std::this_thread::sleep_for(10ms);
    EXPECT_EQ(::write(in.ends[1], "abc", 3), 3);
  });
  EXPECT_EQ(Poll(g).on(fd_read, 0).on(fd_read, 0).at(~u64{0}).result(),
            (Events{{100, code::success, fd_read, 3, 0}, {101, code::success, fd_read, 3, 0}}));
  writer.join();
}

TEST(poll_oneoff, TellsOfAHangup) {
  Pipe in, out;
  Guest g(
      {.standard_input = wasi_stream::descriptor(in.ends[0]), .standard_output = wasi_stream::descriptor(out.ends[1])});
  in.close_writer();
  out.close_reader();
  EXPECT_EQ(Poll(g).on(fd_read, 0).on(fd_write, 1).result(),
            (Events{{100, code::success, fd_read, 0, 1}, {101, code::success, fd_write, 0, 1}}));
}

TEST(poll_oneoff, WaitsForSockets) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  Guest g({.standard_input = wasi_stream::descriptor(ends[0])});
  EXPECT_EQ(Poll(g).on(fd_read, 0).at(0).result(), (Events{{101, code::success, clock, 0, 0}}));
  EXPECT_EQ(::write(ends[1], "abcd", 4), 4);
  EXPECT_EQ(Poll(g).on(fd_read, 0).result(), (Events{{100, code::success, fd_read, 4, 0}}));
  ::close(ends[1]);
  EXPECT_EQ(Poll(g).on(fd_read, 0).result(), (Events{{100, code::success, fd_read, 4, 1}}));
  ::close(ends[0]);
}

TEST(poll_oneoff, TellsWhatIsWrongWithADescriptor) {
  Guest g;
  EXPECT_EQ(g.drop_rights(0, right::fd_read), code::success);
  EXPECT_EQ(Poll(g).on(fd_read, 77).on(fd_read, 0).on(fd_read, 1).on(fd_write, ~0u).at(~u64{0}).result(),
            (Events{{100, code::bad_descriptor, fd_read, 0, 0},
                    {101, code::not_capable, fd_read, 0, 0},
                    {102, code::not_capable, fd_read, 0, 0},
                    {103, code::bad_descriptor, fd_write, 0, 0}}));
}

TEST(poll_oneoff, RefusesNothingAndUnknownKinds) {
  Guest g;
  EXPECT_EQ(Poll(g).run(), code::invalid);
  EXPECT_EQ(Poll(g).at(0).on(3, 0).run(), code::invalid);
  EXPECT_EQ(Poll(g).on(255, 0).run(), code::invalid);
}

TEST(poll_oneoff, RefusesMoreThanAnyoneNeeds) {
  Guest g;
  g.memory.grow(62);
  EXPECT_EQ(code(g.run.poll_oneoff(8, 8, 65536, 0)), code::success);
  EXPECT_EQ(code(g.run.poll_oneoff(8, 8, 65537, 0)), code::invalid);
}

TEST(poll_oneoff, RefusesWhatDoesNotFitIntoMemory) {
  Guest g;
  for (const u32 count : {4000u, 0x05555556u, 0x08000001u, ~0u})
    EXPECT_EQ(code(g.run.poll_oneoff(0, 0, count, 0)), code::fault) << count;
  EXPECT_EQ(code(g.run.poll_oneoff(Guest::outside - 47, 0, 1, 0)), code::fault);
  EXPECT_EQ(code(g.run.poll_oneoff(0, Guest::outside - 31, 1, 0)), code::fault);
  EXPECT_EQ(code(g.run.poll_oneoff(0, 0, 1, Guest::outside - 3)), code::fault);
  EXPECT_EQ(code(g.run.poll_oneoff(~0u, 0, 1, 0)), code::fault);
}

TEST(poll_oneoff, ReadsTheSubscriptionsBeforeItWritesEvents) {
  Guest g;
  Poll(g).at(0).at(0).at(0);
  EXPECT_EQ(code(g.run.poll_oneoff(subscriptions, subscriptions, 3, happened)), code::success);
  EXPECT_EQ(g.read<u32>(happened), 3u);
  for (u32 i = 0; i < 3; ++i) EXPECT_EQ(g.read<u64>(subscriptions + 32 * i), 100 + i);
}

TEST(unstable_poll_oneoff, HasAnIdentifierBeforeTheClock) {
  Guest g;
  Poll poll(g, true);
  poll.on(fd_write, 77).on(fd_read, 0).at(0).at(~u64{0}).at(0, 0, 9);
  EXPECT_EQ(poll.result(), (Events{{100, code::bad_descriptor, fd_write, 0, 0},
                                   {101, code::success, fd_read, 0, 0},
                                   {102, code::success, clock, 0, 0},
                                   {104, code::invalid, clock, 0, 0}}));
  Poll waiting(g, true);
  EXPECT_EQ(waiting.at(20 * millisecond).result(), (Events{{100, code::success, clock, 0, 0}}));
  EXPECT_GE(waiting.elapsed, 20ms);
  EXPECT_EQ(code(g.run.unstable_poll_oneoff(Guest::outside - 55, 0, 1, 0)), code::fault);
}

}  // namespace
}  // namespace wasi_calls

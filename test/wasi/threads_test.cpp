// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// wasi-threads: threads.wat, whose threads do what its memory tells them. For the thread sanitizer:
//
//     cmake -B build/tsan -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS='-O1 -g -fsanitize=thread'
//     cmake --build build/tsan --target wasi_test && build/tsan/test/wasi/wasi_test
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "../unit/trap_of.hpp"
#include "calls.hpp"
#include "wasi_threads.hpp"
#include "wasi_threads_table.hpp"

namespace wasi_calls {
namespace {

using wasm2cpp::trap;

enum act : u32 { return_, count, wait, trap_, exit_, yield, poll, read, call, write, compute };

/// A pipe that nobody writes to.
struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() { ::close(ends[0]), ::close(ends[1]); }
  int ends[2];
};

/// threads.wat as a command.
class Command {
 public:
  explicit Command(wasi_options options = {}, bool is_linked = false)
      : wasi(with_pipe(std::move(options))), instance(is_linked ? linked() : made()) {
    set_wait_for_pipe();
  }
  /// `_start` with threads that do `acts`; it waits until so many have counted and does `last`.
  u32 start(const std::vector<u32>& acts, u32 counted, u32 last) {
    memory.write<u32>(8, counted);
    memory.write<u32>(12, last);
    memory.write<u32>(16, static_cast<u32>(acts.size()));
    for (u32 i = 0; i < acts.size(); ++i) memory.write<u32>(64 + 8 * i, acts[i]);
    return wasi.start(handle_of(instance));
  }
  u32 number(u32 i) const { return memory.read<u32>(68 + 8 * i); }
  u32 counted() const { return memory.read<u32>(0); }
  std::string trap_of(const std::vector<u32>& acts, u32 counted, u32 last) {
    try {
      start(acts, counted, last);
      return "none";
    } catch (const trap& cause) {
      return cause.what();
    }
  }

  Pipe input;
  std::mutex mutex;
  std::set<u32> called;
  std::function<void(u32)> on_call = [](u32) {};
  wasm2cpp::memory memory{{.min = 1, .max = 4, .is_shared = true}};
  wasi_host wasi;
  wasi_threads::instance instance;

 private:
  wasi_options with_pipe(wasi_options options) {
    options.standard_input = wasi_stream::descriptor(input.ends[0]);
    return options;
  }
  void note(u32 number) {
    {
      const std::lock_guard lock(mutex);
      called.insert(number);
    }
    on_call(number);
  }
  wasi_threads::instance made() {
    return wasi_threads::instance({.env = {.memory = memory, .call = [this](u32 number) { note(number); }},
                                   .wasi = wasi.threads(),
                                   .wasi_snapshot_preview1 = wasi});
  }
  wasi_threads::instance linked() {
    wasm2cpp::linker linker;
    wasi.define(linker);
    linker.define("env", "memory", memory);
    linker.define("env", "call", [this](u32 number) { note(number); });
    return linker.instantiate<wasi_threads::instance>();
  }
  void set_wait_for_pipe() {
    memory.write<u8>(264, 1);  // of a subscription: to read descriptor 0
    memory.write<u32>(384, 512);
    memory.write<u32>(388, 1);
    memory.write<u32>(400, 512);
    memory.write<u32>(404, 50'000);
  }
};

TEST(thread_spawn, RunsThreadsOverOneMemory) {
  for (const bool is_linked : {false, true}) {
    Command command({}, is_linked);
    EXPECT_EQ(command.start({count, count, count, count}, 4, return_), 0u);
    EXPECT_EQ(command.counted(), 4u);
    std::set<u32> numbers;
    for (u32 i = 0; i < 4; ++i) numbers.insert(command.number(i));
    EXPECT_EQ(numbers, (std::set<u32>{1, 2, 3, 4}));
  }
}

TEST(thread_spawn, GivesThreadsTheHostFunctionsOfTheirParent) {
  Command command;
  command.on_call = [&](u32) {
    const auto counter = command.memory.atomic_view<u32>(0, 1);
    counter.fetch_add(0, 1);
    counter.notify(0);
  };
  EXPECT_EQ(command.start({call, call, call}, 3, return_), 0u);
  EXPECT_EQ(command.called, (std::set<u32>{1, 2, 3}));
}

TEST(thread_spawn, EndsAllThreadsThatWaitWhenStartReturns) {
  Command command;
  EXPECT_EQ(command.start({wait, poll, read, yield, count}, 1, return_), 0u);
}

TEST(thread_spawn, EndsThreadsThatWantTheSameBytes) {
  for (u32 i = 0; i < 20; ++i) {  // the fault needs a race
    Command command;
    command.on_call = [&](u32) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // until all wait
      EXPECT_EQ(::write(command.input.ends[1], "a", 1), 1);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    };
    EXPECT_EQ(command.start({read, read, read}, 0, call), 0u);
  }
}

TEST(interrupt, EndsAThreadThatWaitsForItsTurn) {
  Command command;
  command.on_call = [&](u32) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // until the other thread reads
    const auto counter = command.memory.atomic_view<u32>(0, 1);
    counter.fetch_add(0, 1);
    counter.notify(0);
  };
  std::string outcome;
  std::thread runner([&] { outcome = command.trap_of({read, call}, 1, read); });
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  EXPECT_TRUE(wasm2cpp::interrupt(command.instance));
  runner.join();
  EXPECT_EQ(outcome, "interrupted");
}

TEST(thread_spawn, EndsThreadsThatWriteWhereNobodyReads) {
  const Pipe pipe;
  int sockets[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets), 0);
  for (const int end : {pipe.ends[1], sockets[0]}) {
    const auto options = [&] { return wasi_options{.standard_output = wasi_stream::descriptor(end)}; };
    EXPECT_EQ(Command(options()).start({write, write, count}, 1, return_), 0u);
    EXPECT_EQ(Command(options()).start({exit_}, 0, write), 99u);
  }
  ::close(sockets[0]), ::close(sockets[1]);
}

TEST(thread_spawn, EndsAllThreadsWhenTheFirstOneExits) {
  Command command;
  EXPECT_EQ(command.start({wait, poll, read, yield, count}, 1, exit_), 99u);
}

TEST(thread_spawn, EndsTheFirstThreadWhenAnotherExits) {
  for (const u32 last : {wait, poll, read, yield}) {
    Command command;
    EXPECT_EQ(command.start({exit_}, 0, last), 99u) << last;
  }
}

TEST(thread_spawn, EndsThreadsThatCompute) {
  Command command;
  EXPECT_EQ(command.start({compute, compute, wait}, 2, return_), 0u);
}

TEST(thread_spawn, MakesATrapInAnyThreadTheCommandsTrap) {
  for (const u32 last : {wait, poll, read, yield, compute}) {
    Command command;
    EXPECT_EQ(command.trap_of({wait, trap_}, 0, last), "unreachable") << last;
  }
  EXPECT_EQ(Command().trap_of({wait}, 0, trap_), "unreachable");
}

TEST(thread_spawn, PassesOnWhatAHostFunctionThrowsInAThread) {
  Command command;
  command.on_call = [](u32) { throw std::runtime_error("of the host"); };
  EXPECT_THROW(command.start({call}, 0, wait), std::runtime_error);
}

TEST(thread_spawn, TellsTheHostOfTheEndFromTheThreadThatEnds) {
  std::thread::id of_end;
  u32 status = 0, calls = 0;
  Command command({.on_process_end = [&](std::exception_ptr why) {
    of_end = std::this_thread::get_id();
    ++calls;
    try {
      if (why) std::rethrow_exception(why);
    } catch (const wasm2cpp::wasi_exit& exit) {
      status = exit.status();
    }
  }});
  EXPECT_EQ(command.start({exit_}, 0, wait), 99u);
  EXPECT_EQ(calls, 1u);
  EXPECT_EQ(status, 99u);
  EXPECT_NE(of_end, std::this_thread::get_id());
}

TEST(thread_spawn, IsRefusedBeyondTheMaximum) {
  Command command({.maximum_threads = 2});
  EXPECT_EQ(command.start({wait, wait, wait}, 0, return_), 0u);
  EXPECT_EQ(command.number(2), u32{0} - static_cast<u32>(code::again));
}

TEST(thread_spawn, CountsOnlyThreadsThatRun) {
  Command command({.maximum_threads = 1});
  for (u32 i = 1; i <= 20; ++i) {
    u32 number;
    while ((number = command.instance.spawn(count)) == u32{0} - static_cast<u32>(code::again))
      std::this_thread::yield();
    EXPECT_EQ(number, i);
  }
  command.wasi.join_threads();
  EXPECT_EQ(command.counted(), 20u);
}

/// While it lasts, this process can open no descriptor.
struct NoDescriptors {
  NoDescriptors() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  ~NoDescriptors() { EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0); }
  rlimit before;
};

TEST(thread_spawn, IsRefusedWhereTheHostHasNoDescriptorLeft) {
  if (wasm2cpp::guest::has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs descriptors";
  Command command;
  {
    const NoDescriptors scope;
    EXPECT_EQ(command.instance.spawn(count), u32{0} - static_cast<u32>(code::descriptors_exhausted));
  }
  command.wasi.join_threads();
  EXPECT_EQ(command.instance.spawn(count), 1u);
}

TEST(start, ThrowsAnAccessErrorWhereTheHostHasNoDescriptorLeft) {
  if (wasm2cpp::guest::has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs descriptors";
  Command command;
  {
    const NoDescriptors scope;
    EXPECT_THROW(command.start({}, 0, return_), wasm2cpp::access_error);
  }
  EXPECT_EQ(command.start({}, 0, return_), 0u);
}

TEST(thread_spawn, CannotShareTablesButMayBeGivenSome) {
  const wasm2cpp::memory memory{{.min = 1, .max = 1, .is_shared = true}};
  const auto spawn = [&](const wasi_options& options) {
    wasi_host wasi(options);
    const wasm2cpp::table table{{.min = 1, .max = 1}};
    wasi_threads_table::instance instance({.env = {.memory = memory, .table = table}, .wasi = wasi.threads()});
    const u32 number = instance.spawn();
    wasi.join_threads();
    return number;
  };
  EXPECT_EQ(spawn({}), u32{0} - static_cast<u32>(code::not_supported));
  EXPECT_EQ(memory.read<u32>(0), 0u);
  EXPECT_EQ(spawn({.thread_imports =
                       [](wasm2cpp::linker& linker) {
                         linker.define("env", "table", wasm2cpp::table(linker.store(), {.min = 1, .max = 1}));
                       }}),
            1u);
  EXPECT_EQ(memory.read<u32>(0), 1u);
}

TEST(join_threads, ThrowsWhatEndedThem) {
  Command command;
  EXPECT_NE(command.instance.spawn(wait), 0u);
  EXPECT_NE(command.instance.spawn(exit_), 0u);
  EXPECT_THROW(command.wasi.join_threads(), wasm2cpp::wasi_exit);
  EXPECT_THROW(command.instance.spawn(count), trap);  // its process has ended
}

TEST(join_threads, EndsAThreadThatWasOnlyAboutToCompute) {
  for (u32 i = 0; i < 100; ++i) {  // the fault needs a race
    Command command;
    EXPECT_NE(command.instance.spawn(exit_), 0u);
    (void)outcome_of([&] { (void)command.instance.spawn(compute); });  // its process may have ended
    EXPECT_THROW(command.wasi.join_threads(), wasm2cpp::wasi_exit);
  }
}

TEST(wasi_host, EndsThreadsThatStillCompute) {
  Command command;
  for (int i = 0; i < 3; ++i) EXPECT_GT(command.instance.spawn(compute), 0u);
}

TEST(wasi_host, EndsThreadsThatStillWait) {
  Command command;
  for (const u32 act : {wait, poll, read, yield}) EXPECT_NE(command.instance.spawn(act), 0u);
}

TEST(wasi_host, RunsProcessesBesideEachOther) {
  Command exits;
  wasm2cpp::memory other{{.min = 1, .max = 4, .is_shared = true}};
  wasi_threads::instance stays({.env = {.memory = other, .call = [](u32) {}},
                                .wasi = exits.wasi.threads(),
                                .wasi_snapshot_preview1 = exits.wasi});
  EXPECT_NE(stays.spawn(wait), 0u);
  EXPECT_EQ(exits.start({wait}, 0, exit_), 99u);
  EXPECT_FALSE(other.waits_are_over());
  EXPECT_NE(stays.spawn(count), 0u);
  while (other.atomic_view<u32>(0, 1).load(0) == 0) std::this_thread::yield();
}

}  // namespace
}  // namespace wasi_calls

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Start functions of threads' instances: threads_start.wat. They run on the new thread, and are stopped as all that it
// does.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "calls.hpp"
#include "wasi_threads_start.hpp"

namespace wasi_calls {
namespace {

using namespace std::chrono_literals;

enum act : u32 { return_, loop, trap_, call, wait };

struct Starting {
  explicit Starting(u32 act, const wasi_options& options = {}) : wasi(options) { memory.write<u32>(4, act); }

  std::string outcome_of_start() {
    return outcome_of([&] { wasi.start(handle_of(instance)); });
  }
  std::string outcome_of_spawn() {
    return outcome_of([&] { (void)instance.spawn(); });
  }
  /// Returns when a thread's start function runs.
  void await_start_function() const {
    while (memory.atomic_view<u32>(0, 1).load(0) < 2) std::this_thread::yield();
  }
  u32 threads_run() const { return memory.read<u32>(12); }

  std::function<void()> on_call = [] {};
  wasm2cpp::memory memory{{.min = 1, .max = 1, .is_shared = true}};
  wasi_host wasi;
  wasi_threads_start::instance instance{
      {.env = {.memory = memory, .call = [this] { on_call(); }}, .wasi = wasi.threads()}};
};

TEST(thread_spawn, RunsTheStartFunctionOnTheNewThread) {
  Starting s(call);
  std::atomic<std::thread::id> of_start;
  s.on_call = [&] { of_start = std::this_thread::get_id(); };
  EXPECT_EQ(s.instance.spawn(), 1u);
  s.wasi.join_threads();
  EXPECT_NE(of_start.load(), std::this_thread::get_id());
  EXPECT_NE(of_start.load(), std::thread::id());
  EXPECT_EQ(s.threads_run(), 1u);
}

TEST(thread_spawn, PassesOnWhatAStartFunctionThrows) {
  Starting traps(trap_, {.maximum_threads = 1});
  for (int i = 0; i != 3; ++i) EXPECT_EQ(traps.outcome_of_spawn(), "unreachable");
  Starting throws(call);
  throws.on_call = [] { throw std::runtime_error("of the host"); };
  EXPECT_THROW((void)throws.instance.spawn(), std::runtime_error);
  for (Starting* each : {&traps, &throws}) {
    each->memory.write<u32>(4, return_);  // its process goes on
    EXPECT_GT(each->instance.spawn(), 0u);
    each->wasi.join_threads();
    EXPECT_EQ(each->threads_run(), 1u);
  }
}

TEST(interrupt, EndsTheStartFunctionOfAThreadThatIsSpawned) {
  for (const u32 act : {loop, wait}) {
    for (const bool is_command : {true, false}) {
      Starting s(act);
      std::string outcome;
      std::thread runner([&] { outcome = is_command ? s.outcome_of_start() : s.outcome_of_spawn(); });
      s.await_start_function();
      EXPECT_TRUE(wasm2cpp::interrupt(s.instance));
      runner.join();
      EXPECT_EQ(outcome, "interrupted") << act;
      EXPECT_EQ(s.threads_run(), 0u);
    }
  }
}

TEST(deadline, EndsTheStartFunctionOfAThreadThatIsSpawned) {
  Starting s(loop);
  const wasm2cpp::deadline limit(s.instance, 20ms);
  EXPECT_EQ(s.outcome_of_start(), "interrupted");
}

TEST(thread_spawn, EndsWithItsProcessWhileAStartFunctionRuns) {
  for (const u32 act : {loop, wait}) {
    Starting s(act);
    std::string outcome;
    std::thread runner([&] { outcome = s.outcome_of_spawn(); });
    s.await_start_function();
    s.memory.end_waits();  // as the end of a process does
    runner.join();
    EXPECT_EQ(outcome, "interrupted") << act;
    EXPECT_EQ(s.threads_run(), 0u);
  }
}

}  // namespace
}  // namespace wasi_calls

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limits of a store and the threads of its guests: threads_limits.wat.
#include "calls.hpp"
#include "wasi_threads_limits.hpp"

namespace wasi_calls {
namespace {

using std::int32_t;

constexpr u64 page = 65536;
constexpr u32 refused = u32{0} - static_cast<u32>(code::not_supported);

struct Limited {
  explicit Limited(const wasm2cpp::store_limits& limits)
      : instance(wasm2cpp::store(limits), {.env = {.memory = memory}, .wasi = wasi.threads()}) {}

  /// The number of a thread, which has ended of itself.
  u32 spawn(u32 rounds = 1) {
    const u32 number = instance.spawn(rounds);
    wasi.join_threads();
    return number;
  }
  int32_t memory_growth() const { return memory.read<int32_t>(0); }
  int32_t table_growth() const { return memory.read<int32_t>(4); }
  u32 ended() const { return memory.read<u32>(8); }
  u64 fuel() const { return wasm2cpp::fuel(instance); }

  wasm2cpp::memory memory{{.min = 1, .max = 1, .is_shared = true}};
  wasi_host wasi;
  wasi_threads_limits::instance instance;
};

TEST(thread_spawn, SharesTheBytesOfItsStore) {
  EXPECT_EQ(Limited({.memory_bytes = page}).spawn(), refused);
  Limited two({.memory_bytes = 2 * page});
  EXPECT_EQ(two.spawn(), 1u);
  EXPECT_EQ(two.memory_growth(), -1);
  Limited three({.memory_bytes = 3 * page});
  for (int32_t i = 1; i <= 3; ++i) {  // they come back with each thread
    EXPECT_EQ(three.spawn(), static_cast<u32>(i));
    EXPECT_EQ(three.memory_growth(), i);
  }
}

TEST(thread_spawn, SharesTheElementsOfItsStore) {
  EXPECT_EQ(Limited({.table_elements = 1}).spawn(), refused);
  Limited two({.table_elements = 2});
  EXPECT_EQ(two.spawn(), 1u);
  EXPECT_EQ(two.table_growth(), -1);
  Limited three({.table_elements = 3});
  for (int32_t i = 1; i <= 3; ++i) {
    EXPECT_EQ(three.spawn(), static_cast<u32>(i));
    EXPECT_EQ(three.table_growth(), i);
  }
}

TEST(thread_spawn, SharesTheInstancesOfItsStore) {
  Limited one({.instances = 1});
  EXPECT_EQ(one.spawn(), refused);
  EXPECT_EQ(one.ended(), 0u);
  Limited two({.instances = 2});
  EXPECT_EQ(two.spawn(), 1u);
  EXPECT_EQ(two.spawn(), 2u);
  EXPECT_EQ(two.ended(), 2u);
}

TEST(thread_spawn, GivesAThreadHalfOfTheFuel) {
  Limited many({.fuel = 100'000});
  EXPECT_EQ(outcome_of([&] { many.spawn(100'000); }), "out of fuel");
  EXPECT_EQ(many.ended(), 0u);
  EXPECT_GT(many.fuel(), 49'000u);
  EXPECT_LE(many.fuel(), 50'000u);
}

TEST(thread_spawn, TakesBackTheFuelThatAThreadLeaves) {
  Limited many({.fuel = 100'000});
  for (u32 i = 1; i <= 100; ++i) EXPECT_EQ(many.spawn(), i);
  EXPECT_EQ(many.ended(), 100u);
  wasm2cpp::set_fuel(many.instance, 1000);
  EXPECT_EQ(many.instance.spawn(1), 101u);
  EXPECT_LE(many.fuel(), 500u);  // nothing of what there was before
  many.wasi.join_threads();
}

TEST(thread_spawn, TakesBackTheFuelOfAThreadThatCannotBe) {
  Limited one({.instances = 1, .fuel = 10'000});
  EXPECT_EQ(one.spawn(), refused);
  EXPECT_GT(one.fuel(), 9'900u);
}

TEST(thread_spawn, DividesNoFuelThatHasNoEnd) {
  Limited endless({});
  for (u32 i = 1; i <= 100; ++i) EXPECT_EQ(endless.spawn(), i);
  EXPECT_GT(endless.fuel(), ~u64{0} / 2);
}

TEST(start, TakesBackTheFuelThatThreadsLeave) {
  Limited command({.fuel = 10'000});
  EXPECT_EQ(command.wasi.start(handle_of(command.instance)), 0u);
  EXPECT_EQ(command.ended(), 1u);
  EXPECT_GT(command.fuel(), 9'900u);
}

}  // namespace
}  // namespace wasi_calls

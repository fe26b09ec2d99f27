// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traps as the host gets them: exceptions where they are on, results everywhere. This file is also compiled with
// -fno-exceptions (try_call_without_exceptions_test.cpp; then only what needs none is tested), and the process must go
// on after each trap.
#include "hand_written_module.cpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace {

using wasm2cpp::trap_kind;
using wasm2cpp::try_call;

template <class T>
trap_kind kind_of(const wasm2cpp::result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result.error().as_trap()->kind();
}

TEST(TryCall, GivesTheValueOrTheTrap) {
  lone::instance instance;
  EXPECT_EQ(*try_call([&] { return instance.divide(6, 3); }), 2u);
  const auto trapped = try_call([&] { return instance.divide(6, 0); });
  EXPECT_EQ(kind_of(trapped), trap_kind::integer_divide_by_zero);
  EXPECT_STREQ(trapped.error().what(), "integer divide by zero");
  EXPECT_EQ(trapped.value_or(77), 77u);
  EXPECT_EQ(*try_call(&lone::instance::add, instance, 1u, 2u), 3u);
}

TEST(TryCall, WorksForFunctionsWithoutResult) {
  lone::instance instance;
  EXPECT_TRUE(try_call([] {}).has_value());
  EXPECT_EQ(kind_of(try_call([&] { instance.unreachable_(); })), trap_kind::unreachable);
}

TEST(TryCall, CatchesTheFirstByteBeyondTheMemory) {
  lone::instance instance;
  EXPECT_TRUE(try_call([&] { return instance.peek(65532); }).has_value());
  for (const std::uint32_t address : {65533u, 65536u, 0xffffffffu})
    EXPECT_EQ(kind_of(try_call([&] { return instance.peek(address); })), trap_kind::out_of_bounds_memory_access);
  instance.grow(1);
  EXPECT_TRUE(try_call([&] { return instance.peek(65536); }).has_value());
}

TEST(TryCall, CatchesExhaustionAgainAndAgainOnAnyThread) {
  lone::instance instance;
  const auto exhaust = [&] {
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(kind_of(try_call([&] { return instance.recurse(0); })), trap_kind::call_stack_exhausted);
  };
  exhaust();
  std::thread(exhaust).join();
}

TEST(TryCall, CatchesTheHostsOwnMistakes) {
  const wasm2cpp::memory mem{{.min = 1}};
  const auto outside = try_call([&] { return mem.read<std::uint32_t>(65536); });
  ASSERT_FALSE(outside);
  EXPECT_NE(outside.error().as_access_error(), nullptr);
  EXPECT_EQ(outside.error().as_trap(), nullptr);
}

TEST(TryCall, CatchesLinkErrors) {
  const auto made = try_call([] { return wasm2cpp::linker().instantiate(hand::description()); });
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().as_link_error(), nullptr);
}

TEST(TryCall, NestsThroughHostFunctions) {
  lone::instance inner;
  const wasm2cpp::store store;
  const auto careful = store.make_function(
      [&](std::uint32_t divisor) { return try_call([&] { return inner.divide(1, divisor); }).value_or(99); });
  const auto careless = store.make_function([&](std::uint32_t divisor) { return inner.divide(1, divisor); });
  EXPECT_EQ(*try_call([&] { return careful(0); }), 99u);
  EXPECT_EQ(kind_of(try_call([&] { return careless(0); })), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(*try_call([&] { return careless(1); }), 1u);
}

TEST(Trap, KnowsTheNamesOfTheCalls) {
  lone::instance instance;
  const auto trapped = try_call([&] { instance.unreachable_(); });
  ASSERT_FALSE(trapped);
  const std::vector<std::string> stack = trapped.error().as_trap()->stack();
  EXPECT_NE(std::find(stack.begin(), stack.end(), "unreachable"), stack.end());
}

TEST(InstanceCreate, GivesAResult) {
  EXPECT_TRUE(lone::instance::create().has_value());
  const auto many = wasm2cpp::memory::create({.min = 2, .max = 1});
  EXPECT_FALSE(many);
}

TEST(InstanceCreate, GivesAnInstanceToKeep) {
  static_assert(!std::is_copy_constructible_v<lone::instance>);
  static_assert(std::is_nothrow_move_constructible_v<wasm2cpp::error>);
  lone::instance instance = *lone::instance::create();
  EXPECT_EQ(instance.add(1, 2), 3u);
}

#if WASM2CPP_HAS_EXCEPTIONS
TEST(Trap, IsAStandardException) {
  lone::instance instance;
  try {
    instance.peek(70000);
    FAIL();
  } catch (const std::exception& e) {
    EXPECT_STREQ(e.what(), "out of bounds memory access");
  }
  EXPECT_EQ(instance.add(1, 1), 2u);
  EXPECT_THROW(try_call([&] { return instance.divide(1, 0); }).value(), wasm2cpp::trap);
  EXPECT_THROW((void)try_call([]() -> int { throw 1; }), int);
}
#else
TEST(Trap, WithoutTryCallEndsTheProcessWithItsMessage) {
  lone::instance instance;
  EXPECT_DEATH(instance.divide(1, 0), "integer divide by zero");
}
#endif

}  // namespace

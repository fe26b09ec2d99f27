// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host functions that guests call: which callables fit, who the caller is, exceptions through guest frames, whole
// modules served by one object.
#include "hand_written_module.cpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace {

using two_results = std::tuple<std::uint32_t, float>;

hand::imports imports_with(wasm2cpp::function_import<two_results(std::uint32_t)> f) {
  return {.js = {.mem = wasm2cpp::memory{{.min = 1}},
                 .tab = wasm2cpp::table{{.min = 2, .max = 10}},
                 .g = wasm2cpp::global<std::uint64_t>{0, {.is_mutable = true}},
                 .f = std::move(f)}};
}

TEST(HostFunction, MayBeAnyCallable) {
  auto owner = std::make_unique<std::uint32_t>(3);
  hand::instance a{imports_with([n = std::move(owner)](std::uint32_t x) { return two_results{x + *n, 1.0f}; })};
  EXPECT_EQ(a.two(1), (two_results{4, 1.0f}));
  std::uint32_t calls = 0;
  hand::instance b{imports_with([&calls](auto x) mutable { return two_results{x, static_cast<float>(++calls)}; })};
  b.two(0);
  EXPECT_EQ(b.two(7), (two_results{7, 2.0f}));
}

TEST(HostFunction, KnowsItsCaller) {
  hand::instance instance{imports_with([](wasm2cpp::caller& caller, std::uint32_t offset) {
    return two_results{static_cast<std::uint32_t>(caller.memory().read_string(offset, 5).size()), 0.0f};
  })};
  EXPECT_EQ(std::get<0>(instance.two(100)), 5u);
}

TEST(HostFunction, MayBeAFunctionOfAnotherInstance) {
  const wasm2cpp::table table{{.min = 2, .max = 10}};
  hand::imports imports = imports_with([](std::uint32_t x) { return two_results{x, 2.5f}; });
  imports.js.tab = table;
  hand::instance first{imports};
  imports.js.f = handle_of(first).function<two_results(std::uint32_t)>("two");
  hand::instance second{imports};
  EXPECT_EQ(second.two(6), (two_results{6, 2.5f}));
  EXPECT_EQ(second.f(6), (two_results{6, 2.5f}));
}

TEST(HostFunction, ThrowsThroughGuestFramesIntact) {
  struct own_exception : std::runtime_error {
    using runtime_error::runtime_error;
    int detail = 17;
  };
  bool destroyed = false;
  hand::instance instance{imports_with([&](std::uint32_t) -> two_results {
    const std::shared_ptr<void> guard(nullptr, [&](void*) { destroyed = true; });
    throw own_exception("mine");
  })};
  try {
    instance.two(1);
    FAIL();
  } catch (const own_exception& e) {
    EXPECT_STREQ(e.what(), "mine");
    EXPECT_EQ(e.detail, 17);
  }
  EXPECT_TRUE(destroyed);
  EXPECT_EQ(instance.twice(2), 4u);
}

TEST(HostFunction, MayCallBackAndSeeTraps) {
  lone::instance inner;
  hand::instance outer{imports_with([&inner](std::uint32_t x) {
    const auto attempt = wasm2cpp::try_call([&] { return inner.divide(1, 0); });
    EXPECT_FALSE(attempt);
    return two_results{inner.add(x, 1), 0.0f};
  })};
  EXPECT_EQ(outer.two(1), (two_results{2, 0.0f}));
}

TEST(HostFunction, TrapOfAnInnerCallPassesTheOuterGuest) {
  lone::instance inner;
  hand::instance outer{imports_with([&inner](std::uint32_t) { return two_results{inner.divide(1, 0), 0.0f}; })};
  try {
    outer.two(1);
    FAIL();
  } catch (const wasm2cpp::trap& e) {
    EXPECT_EQ(e.kind(), wasm2cpp::trap_kind::integer_divide_by_zero);
  }
}

TEST(HostFunction, IsDestroyedWithItsStore) {
  const auto token = std::make_shared<int>(0);
  {
    hand::instance instance{imports_with([token](std::uint32_t) { return two_results{}; })};
    EXPECT_GT(token.use_count(), 1);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(HostFunction, InAStoreIsCalledLikeAnyFunction) {
  const wasm2cpp::store store;
  const auto half = store.make_function([](double x) { return x / 2; });
  static_assert(std::is_same_v<decltype(half), const wasm2cpp::function<double(double)>>);
  EXPECT_EQ(half(3), 1.5);
  const auto typed = store.make_function<std::uint64_t(std::uint32_t)>([](auto x) { return x; });
  EXPECT_EQ(typed(4), 4u);
  const auto needs_caller = store.make_function([](wasm2cpp::caller& caller) { caller.memory(); });
  EXPECT_THROW(needs_caller(), wasm2cpp::access_error);
}

struct console {
  wasm2cpp::memory mem{{.min = 1}};
  wasm2cpp::table tab{{.min = 2, .max = 10}};
  wasm2cpp::global<std::uint64_t> g{0, {.is_mutable = true}};
  std::uint32_t last = 0;
  two_results f(std::uint32_t x) {
    last = x;
    return {x * 3, 0.25f};
  }
};

struct self_serving : wasm2cpp::host_module<self_serving> {
  wasm2cpp::memory mem{{.min = 1}};
  wasm2cpp::table tab{{.min = 2, .max = 10}};
  wasm2cpp::global<std::uint64_t> g{0, {.is_mutable = true}};
  two_results f(wasm2cpp::caller& caller, std::uint32_t x) { return {x, static_cast<float>(caller.memory().size())}; }
};

TEST(HostModule, ServesAWholeModule) {
  console host;
  hand::instance instance{{.js = wasm2cpp::serve(host)}};
  EXPECT_EQ(instance.two(5), (two_results{15, 0.25f}));
  EXPECT_EQ(host.last, 5u);
  EXPECT_EQ(instance.mem(), host.mem);
}

TEST(HostModule, MayServeItself) {
  self_serving host;
  hand::instance instance{{.js = host}};
  EXPECT_EQ(instance.two(5), (two_results{5, 1.0f}));
}

enum class scoped { zero };

template <class R, class F>
constexpr bool returns(F) {
  return std::is_constructible_v<wasm2cpp::function_import<R(std::uint32_t)>, F>;
}

// What is returned must be of a type that stands for R: a pointer is no i64.
TEST(HostFunction, ReturnsWhatBecomesTheResult) {
  using std::uint32_t, std::uint64_t;
  constexpr auto pointer = [](uint32_t) -> void* { return nullptr; };
  constexpr auto null = [](wasm2cpp::caller&, uint32_t) { return nullptr; };
  constexpr auto number = [](uint32_t) { return 0.5; };
  constexpr auto negative = [](uint32_t) { return -1; };
  constexpr auto enumerator = [](uint32_t) { return scoped::zero; };
  constexpr auto nothing = [](uint32_t) {};
  constexpr auto itself = [](auto x) { return x; };
  static_assert(!returns<uint32_t>(pointer) && !returns<uint64_t>(pointer) && returns<void>(pointer));
  static_assert(!returns<uint32_t>(null) && !returns<uint64_t>(null) && returns<wasm2cpp::funcref>(null));
  static_assert(!returns<uint32_t>(number) && !returns<uint64_t>(number) && returns<float>(number));
  static_assert(returns<uint32_t>(negative) && returns<uint64_t>(negative) && returns<uint32_t>(itself));
  static_assert(returns<uint32_t>(enumerator) && !returns<double>(enumerator));
  static_assert(!returns<uint32_t>(nothing) && returns<void>(nothing));

  const wasm2cpp::store store;
  EXPECT_EQ(store.make_function<uint64_t(uint32_t)>(negative)(0), ~uint64_t{0});
  EXPECT_EQ(store.make_function<uint32_t(uint32_t)>(enumerator)(0), 0u);
}

TEST(Signatures, AreDeducedFromCallables) {
  using wasm2cpp::host::callable_signature_t;
  const auto lambda = [](wasm2cpp::caller&, int, std::int64_t, float) { return true; };
  static_assert(
      std::is_same_v<callable_signature_t<decltype(lambda)>, std::uint32_t(std::uint32_t, std::uint64_t, float)>);
  static_assert(std::is_same_v<callable_signature_t<void (*)() noexcept>, void()>);
  const auto several = []() { return std::tuple<int, double>(); };
  static_assert(std::is_same_v<callable_signature_t<decltype(several)>, std::tuple<std::uint32_t, double>()>);
}

}  // namespace

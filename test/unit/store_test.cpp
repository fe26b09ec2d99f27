// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who lives with whom and for how long; tables and globals; instances by their typed class.
#include "hand_written_module.cpp"

#include <gtest/gtest.h>

namespace {

using wasm2cpp::access_error;
using wasm2cpp::link_error;

std::tuple<std::uint32_t, float> plus_one(std::uint32_t a) { return {a + 1, 0.5f}; }

hand::imports some_imports() {
  return {.js = {.mem = wasm2cpp::memory{{.min = 1}},
                 .tab = wasm2cpp::table{{.min = 2, .max = 10}},
                 .g = wasm2cpp::global<std::uint64_t>{40, {.is_mutable = true}},
                 .f = plus_one}};
}

TEST(Class, SharesMemoryWithTheHost) {
  const hand::imports imports = some_imports();
  hand::instance instance{imports};
  const auto words = imports.js.mem.view<std::uint32_t>(0, 3);
  words[0] = 7;
  words[1] = 4;
  instance.sum();
  EXPECT_EQ(words[2], 11u);
  EXPECT_EQ(instance.mem(), imports.js.mem);
  EXPECT_EQ(instance.mem().read_string(100, 5), "hello");
}

TEST(Class, NeedsNoImportsWhereThereAreNone) {
  lone::instance instance;
  EXPECT_EQ(instance.add(2, 3), 5u);
  EXPECT_EQ(instance.grow(2), 1u);
  EXPECT_EQ(instance.memory().size(), 3u);
  EXPECT_EQ(instance.memory().grow(1), -1);
}

TEST(Class, ReturnsSeveralResultsAsATuple) {
  hand::instance instance{some_imports()};
  EXPECT_EQ(instance.two(4), (std::tuple{5u, 0.5f}));
  EXPECT_EQ(instance.f(9), (std::tuple{10u, 0.5f}));
}

TEST(Class, MovesAndThenIsEmpty) {
  lone::instance a;
  lone::instance b = std::move(a);
  EXPECT_EQ(b.add(1, 1), 2u);
  EXPECT_THROW(a.add(1, 1), access_error);
  EXPECT_THROW(a.memory(), access_error);
}

TEST(Global, IsSharedBothWays) {
  const hand::imports imports = some_imports();
  hand::instance instance{imports};
  EXPECT_EQ(instance.count(), 41u);
  EXPECT_EQ(imports.js.g.get(), 41u);
  imports.js.g.set(100);
  EXPECT_EQ(instance.count(), 101u);
  EXPECT_EQ(instance.g().get(), 101u);
  EXPECT_EQ(instance.counter().get(), 9u);
  instance.counter().set(1);
  instance.count();
  EXPECT_EQ(instance.counter().get(), 2u);
}

TEST(Global, OutlivesTheHandlesOfItsInstance) {
  auto counter = hand::instance(some_imports()).counter();
  EXPECT_EQ(counter.get(), 7u);
  auto shared = hand::instance(some_imports()).g();
  EXPECT_EQ(shared.get(), 40u);
}

TEST(Global, MayNotBeSetIfImmutable) {
  const wasm2cpp::global<float> g{1.5f};
  EXPECT_THROW(g.set(2), access_error);
  EXPECT_EQ(g.get(), 1.5f);
}

TEST(Table, IsSharedBothWays) {
  const hand::imports imports = some_imports();
  hand::instance instance{imports};
  EXPECT_EQ(instance.call_element(0, 21), 42u);
  EXPECT_EQ(imports.js.tab.function<std::uint32_t(std::uint32_t)>(0)(4), 8u);
  EXPECT_EQ(imports.js.tab.get<wasm2cpp::funcref>(1), nullptr);
  const wasm2cpp::store store = imports.js.tab.store();
  imports.js.tab.set(1, store.make_function([](std::uint32_t a) { return a * 10; }));
  EXPECT_EQ(instance.call_element(1, 4), 40u);
}

TEST(Table, ChecksIndicesElementsAndStores) {
  const wasm2cpp::store store, other;
  const wasm2cpp::table functions{store, {.min = 1, .max = 2}};
  const wasm2cpp::table objects{{.min = 1, .element = wasm2cpp::reference_kind::externref}};
  EXPECT_THROW(functions.get<wasm2cpp::funcref>(1), access_error);
  EXPECT_THROW(functions.get<wasm2cpp::externref>(0), access_error);
  EXPECT_THROW(functions.set(1, nullptr), access_error);
  EXPECT_THROW(functions.set(0, other.make_function([] {})), access_error);
  EXPECT_THROW(objects.set(0, store.make_function([] {})), access_error);
  objects.set(0, wasm2cpp::externref_of_integer(0));
  EXPECT_NE(objects.get<wasm2cpp::externref>(0), nullptr);
  EXPECT_EQ(wasm2cpp::integer_of(objects.get<wasm2cpp::externref>(0)), 0u);
  EXPECT_EQ(functions.grow(1), 1);
  EXPECT_EQ(functions.grow(1), -1);
  EXPECT_EQ(functions.size(), 2u);
  EXPECT_THROW(wasm2cpp::table({.min = 2, .max = 1}), access_error);
}

TEST(Store, IsJoinedThroughWhatIsImported) {
  const hand::imports imports = some_imports();
  hand::instance a{imports}, b{imports};
  EXPECT_EQ(handle_of(a).store(), imports.js.tab.store());
  EXPECT_EQ(handle_of(a).store(), handle_of(b).store());
  lone::instance c, d;
  EXPECT_NE(handle_of(c).store(), handle_of(d).store());
}

TEST(Store, RefusesTablesAndFunctionsOfAnother) {
  const wasm2cpp::store store;
  EXPECT_THROW(hand::instance(store, some_imports()), link_error);  // its table has a store of its own
  hand::imports imports = some_imports();
  imports.js.tab = wasm2cpp::table{store, {.min = 2, .max = 10}};
  hand::instance instance{store, imports};
  imports.js.f = wasm2cpp::store().make_function(plus_one);
  EXPECT_THROW(hand::instance(store, imports), link_error);
  imports.js.f = store.make_function(plus_one);
  EXPECT_EQ(hand::instance(store, imports).two(1), (std::tuple{2u, 0.5f}));
}

TEST(Store, KeepsInstancesWhoseFunctionsAreReachable) {
  const hand::imports imports = some_imports();
  { hand::instance gone{imports}; }
  hand::instance caller{imports};  // element 0 is now its own twice; put the gone instance's function back
  EXPECT_EQ(caller.call_element(0, 3), 6u);
  wasm2cpp::function<std::uint32_t(std::uint32_t)> twice = [] {
    hand::instance temporary{some_imports()};
    return handle_of(temporary).function<std::uint32_t(std::uint32_t)>("twice");
  }();
  EXPECT_EQ(twice(5), 10u);
}

TEST(Store, RefusesFunctionReferencesOfAnotherAsArguments) {
  hand::instance a{some_imports()}, b{some_imports()};
  const auto of_a = handle_of(a).function<std::uint32_t(std::uint32_t)>("twice");
  EXPECT_EQ(a.give(of_a), of_a.get());
  EXPECT_EQ(a.give(nullptr), nullptr);
  EXPECT_THROW(b.give(of_a), access_error);
}

TEST(Instances, OfWrongImportsAreLinkErrorsThatNameTheTypes) {
  hand::imports imports = some_imports();
  imports.js.mem = wasm2cpp::memory{{.min = 0}};
  try {
    hand::instance instance{imports};
    FAIL();
  } catch (const link_error& e) {
    EXPECT_STREQ(e.what(), "incompatible import type: \"js\" \"mem\": wanted (memory 1), found (memory 0)");
  }
  imports = some_imports();
  imports.js.g = wasm2cpp::global<std::uint64_t>{1};
  const auto refused = hand::instance::create(imports);
  ASSERT_FALSE(refused);
  EXPECT_STREQ(refused.error().what(),
               "incompatible import type: \"js\" \"g\": wanted (global (mut i64)), found (global i64)");
  EXPECT_TRUE(hand::instance::create(some_imports()).has_value());
}

#if !defined(WASM2CPP_CHECKED)
TEST(Instances, InGuardModeRefuseAMemoryWithoutGuards) {
  hand::imports imports = some_imports();
  imports.js.mem = wasm2cpp::memory{{.min = 1, .reservation = 0}};
  EXPECT_THROW(hand::instance{imports}, link_error);
}
#endif

TEST(Instances, MayBeMadeByTheThousand) {
  std::vector<lone::instance> many;
  for (std::uint32_t i = 0; i < 1000; ++i) many.emplace_back().memory().write<std::uint32_t>(0, i);
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(many[i].peek(0), i);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linking by name, and instances by the names of their exports.
#include "hand_written_module.cpp"

#include <gtest/gtest.h>

namespace {

using wasm2cpp::access_error;
using wasm2cpp::link_error;
using wasm2cpp::value;

std::tuple<std::uint32_t, float> answer(std::uint32_t a) { return {a, 4.0f}; }

wasm2cpp::linker linker_for_hand() {
  wasm2cpp::linker linker;
  linker.define("js", "mem", wasm2cpp::memory{{.min = 1}});
  linker.define("js", "tab", wasm2cpp::table{linker.store(), {.min = 2, .max = 10}});
  linker.define("js", "g", wasm2cpp::global<std::uint64_t>{5, {.is_mutable = true}});
  linker.define("js", "f", answer);
  return linker;
}

std::string failure_of(const wasm2cpp::linker& linker) {
  const auto made = linker.try_instantiate(hand::description());
  return made ? "made" : made.error().as_link_error() ? made.error().what() : "another error";
}

TEST(Linker, MakesInstancesByName) {
  const wasm2cpp::linker linker = linker_for_hand();
  hand::instance typed = linker.instantiate<hand::instance>();
  EXPECT_EQ(typed.two(3), (std::tuple{3u, 4.0f}));
  const wasm2cpp::module_instance untyped = linker.instantiate(hand::description());
  EXPECT_EQ(untyped.store(), linker.store());
  hand::instance same{untyped};
  EXPECT_EQ(same.twice(2), 4u);
  EXPECT_THROW(lone::instance{untyped}, link_error);
}

TEST(Linker, SaysWhichImportIsUnknown) {
  wasm2cpp::linker linker;
  linker.define("js", "mem", wasm2cpp::memory{{.min = 1}});
  linker.define("js", "tab", wasm2cpp::table{linker.store(), {.min = 2, .max = 10}});
  EXPECT_EQ(failure_of(linker), "unknown import: \"js\" \"g\": wanted (global (mut i64)), found nothing");
  linker.define("js", "g", wasm2cpp::global<std::uint64_t>{5, {.is_mutable = true}});
  EXPECT_EQ(failure_of(linker),
            "unknown import: \"js\" \"f\": wanted (func (param i32) (result i32) (result f32)), found nothing");
}

TEST(Linker, SaysWhichTypesDiffer) {
  wasm2cpp::linker linker = linker_for_hand();
  linker.define("js", "f", [](std::uint64_t) {});
  EXPECT_EQ(failure_of(linker),
            "incompatible import type: \"js\" \"f\": wanted (func (param i32) (result i32) (result f32)), "
            "found (func (param i64))");
  linker.define("js", "f", wasm2cpp::memory{{.min = 1}});
  EXPECT_EQ(failure_of(linker),
            "incompatible import type: \"js\" \"f\": wanted (func (param i32) (result i32) (result f32)), "
            "found (memory 1)");
  linker.define("js", "f", answer);
  EXPECT_EQ(failure_of(linker), "made");
}

TEST(Linker, MatchesLimitsAndElementTypes) {
  wasm2cpp::linker linker = linker_for_hand();
  const auto table = [&](const wasm2cpp::table_options& options) {
    linker.define("js", "tab", wasm2cpp::table{linker.store(), options});
    return failure_of(linker);
  };
  EXPECT_EQ(table({.min = 3, .max = 9}), "made");
  EXPECT_EQ(table({.min = 2}),
            "incompatible import type: \"js\" \"tab\": wanted (table 2 10 funcref), found (table 2 funcref)");
  EXPECT_EQ(table({.min = 2, .max = 11}),
            "incompatible import type: \"js\" \"tab\": wanted (table 2 10 funcref), found (table 2 11 funcref)");
  EXPECT_NE(table({.min = 1, .max = 10}), "made");
  EXPECT_NE(table({.min = 2, .max = 10, .element = wasm2cpp::reference_kind::externref}), "made");
  EXPECT_NE(table({.min = 2, .max = 10, .is_64 = true}), "made");
  EXPECT_EQ(table({.min = 2, .max = 10}), "made");
}

TEST(Linker, CountsWhatAMemoryHasGrownTo) {
  wasm2cpp::linker linker = linker_for_hand();
  const wasm2cpp::memory small{{.min = 0}};
  linker.define("js", "mem", small);
  EXPECT_NE(failure_of(linker), "made");
  ASSERT_EQ(small.grow(1), 0);
  EXPECT_EQ(failure_of(linker), "made");
  linker.define("js", "mem", wasm2cpp::memory{{.min = 1, .is_64 = true}});
  EXPECT_EQ(failure_of(linker), "incompatible import type: \"js\" \"mem\": wanted (memory 1), found (memory i64 1)");
}

TEST(Linker, DefinesAllExportsOfAnInstance) {
  wasm2cpp::linker linker = linker_for_hand();
  linker.define_instance("js2", linker.instantiate(hand::description()));
  linker.define_instance("js", linker.instantiate(hand::description()));  // its exports are its imports
  EXPECT_EQ(failure_of(linker), "made");
}

TEST(Linker, TakesNamesAsBytes) {
  using namespace std::string_view_literals;
  wasm2cpp::linker linker = linker_for_hand();
  linker.define("js\0x"sv, "f"sv, [] {});
  EXPECT_EQ(failure_of(linker), "made");
  EXPECT_EQ(wasm2cpp::host::quoted("a\0\"b"sv), "\"a\\00\\22b\"");
}

TEST(ModuleInstance, ListsAndFindsExports) {
  const wasm2cpp::module_instance instance = linker_for_hand().instantiate(hand::description());
  const auto exports = instance.exports();
  ASSERT_EQ(exports.size(), 11u);
  EXPECT_EQ(exports[0].name, "sum");
  EXPECT_EQ(exports[7].kind, wasm2cpp::external_kind::external_memory);
  EXPECT_TRUE(instance.find("tab").has_value());
  EXPECT_FALSE(instance.find("nothing").has_value());
  EXPECT_EQ(instance.memory("mem").size(), 1u);
  EXPECT_EQ(instance.global<std::uint64_t>("g").get(), 5u);
  EXPECT_THROW(instance.global<std::uint32_t>("g"), access_error);
  EXPECT_THROW(instance.memory("nothing"), access_error);
  EXPECT_THROW(instance.memory("sum"), access_error);
  EXPECT_EQ(instance.function<std::uint32_t(std::uint32_t)>("twice")(8), 16u);
  EXPECT_THROW(instance.function<void(std::uint32_t)>("twice"), access_error);
}

TEST(ModuleInstance, CallsWithDynamicValues) {
  const wasm2cpp::module_instance instance = linker_for_hand().instantiate(hand::description());
  const std::vector<value> results = instance.call("two", {value(3u)});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].get<std::uint32_t>(), 3u);
  EXPECT_EQ(results[1].get<float>(), 4.0f);
  EXPECT_THROW(results[1].get<double>(), access_error);
  EXPECT_TRUE(instance.call("sum").empty());
  EXPECT_EQ(instance.call("f", {value(1u)})[0].get<std::uint32_t>(), 1u);  // a host function
  EXPECT_EQ(instance.call("give", {value(wasm2cpp::funcref(nullptr))})[0].get<wasm2cpp::funcref>(), nullptr);
}

TEST(ModuleInstance, ChecksDynamicArguments) {
  const wasm2cpp::module_instance instance = linker_for_hand().instantiate(hand::description());
  EXPECT_THROW(instance.call("two"), access_error);
  EXPECT_THROW(instance.call("two", {value(1u), value(1u)}), access_error);
  EXPECT_THROW(instance.call("two", {value(1.0f)}), access_error);
  EXPECT_THROW(instance.call("give", {value(wasm2cpp::externref(nullptr))}), access_error);
  EXPECT_THROW(instance.call("mem"), access_error);
  EXPECT_THROW(wasm2cpp::module_instance().call("two"), access_error);
  EXPECT_THROW(wasm2cpp::module_instance().description(), access_error);
}

}  // namespace

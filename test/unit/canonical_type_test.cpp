// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types of different modules are one type exactly when the specification says so (section 3.1.2).
#include <wasm2cpp/wasm2cpp.hpp>

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace {

using namespace wasm2cpp::guest;
using wasm2cpp::host::type_of;
using wasm2cpp::host::type_registry;

/// A module that is nothing but types.
template <std::size_t Count>
struct types_only {
  std::array<type_description, Count> list;
  std::array<type_id, Count> ids{};
  std::uint32_t is_registered = 0;
  wasm2cpp::module_description module{};

  explicit types_only(const std::array<type_description, Count>& types) : list(types) {
    module.types = list.data();
    module.type_count = Count;
    module.type_ids = ids.data();
    module.is_registered = &is_registered;
    type_registry::get().register_module(module);
  }
};

const value_type i32_i64[] = {{.kind = kind_i32}, {.kind = kind_i64}};
const value_type funcref_type[] = {{.kind = kind_reference, .nullable = 1, .heap = heap_func}};

type_description function_type(std::uint32_t index, const value_type* parameters, std::uint32_t count) {
  return {.group_begin = index, .group_end = index + 1, .parameters = parameters, .parameter_count = count};
}

TEST(CanonicalTypes, AreTheSameForEqualTypesOfAllModulesAndHosts) {
  const types_only<2> a({function_type(0, i32_i64, 2), function_type(1, funcref_type, 1)});
  const types_only<2> b({function_type(0, funcref_type, 1), function_type(1, i32_i64, 2)});
  EXPECT_EQ(a.ids[0], b.ids[1]);
  EXPECT_EQ(a.ids[1], b.ids[0]);
  EXPECT_NE(a.ids[0], a.ids[1]);
  EXPECT_EQ(a.ids[0], type_of<void(std::uint32_t, std::uint64_t)>());
  EXPECT_EQ(a.ids[1], type_of<void(funcref)>());
}

TEST(CanonicalTypes, TellParametersFromResults) {
  EXPECT_NE(type_of<void(std::uint32_t)>(), type_of<std::uint32_t()>());
  EXPECT_NE((type_of<std::tuple<std::uint32_t, float>()>()), type_of<float(std::uint32_t)>());
  EXPECT_NE(type_of<void(externref)>(), type_of<void(funcref)>());
}

TEST(CanonicalTypes, ComparePlacesInGroupsNotIndices) {
  // (rec (type $a (func (param (ref null $b)))) (type $b (func (param (ref null $a)))))
  const value_type to_0[] = {{.kind = kind_reference, .nullable = 1, .heap = 0}};
  const value_type to_1[] = {{.kind = kind_reference, .nullable = 1, .heap = 1}};
  const value_type to_2[] = {{.kind = kind_reference, .nullable = 1, .heap = 2}};
  const types_only<2> first({
      type_description{.group_begin = 0, .group_end = 2, .parameters = to_1, .parameter_count = 1},
      type_description{.group_begin = 0, .group_end = 2, .parameters = to_0, .parameter_count = 1},
  });
  const types_only<3> second({
      function_type(0, nullptr, 0),
      type_description{.group_begin = 1, .group_end = 3, .parameters = to_2, .parameter_count = 1},
      type_description{.group_begin = 1, .group_end = 3, .parameters = to_1, .parameter_count = 1},
  });
  EXPECT_EQ(first.ids[0], second.ids[1]);
  EXPECT_EQ(first.ids[1], second.ids[2]);
  EXPECT_NE(first.ids[0], first.ids[1]);
}

TEST(CanonicalTypes, OfAGroupDifferFromTheSameTypesAlone) {
  const types_only<2> group({
      type_description{.group_begin = 0, .group_end = 2, .parameters = i32_i64, .parameter_count = 2},
      type_description{.group_begin = 0, .group_end = 2},
  });
  EXPECT_NE(group.ids[0], type_of<void(std::uint32_t, std::uint64_t)>());
}

TEST(CanonicalTypes, KnowTheirSupertypes) {
  const types_only<4> m({
      type_description{.is_final = 0, .group_begin = 0, .group_end = 1},
      type_description{.is_final = 0, .supertype = 0, .group_begin = 1, .group_end = 2},
      type_description{.supertype = 1, .group_begin = 2, .group_end = 3},
      type_description{.supertype = 0, .group_begin = 3, .group_end = 4},
  });
  EXPECT_TRUE(is_subtype(m.ids[2], m.ids[0]));
  EXPECT_TRUE(is_subtype(m.ids[2], m.ids[1]));
  EXPECT_TRUE(is_subtype(m.ids[2], m.ids[2]));
  EXPECT_FALSE(is_subtype(m.ids[0], m.ids[2]));
  EXPECT_FALSE(is_subtype(m.ids[3], m.ids[1]));
  EXPECT_NE(m.ids[0], type_of<void()>());  // not final
}

TEST(CanonicalTypes, MayBeRegisteredByManyThreads) {
  std::array<type_id, 8> found{};
  {
    std::array<std::thread, 8> threads;
    for (std::size_t i = 0; i < 8; ++i)
      threads[i] = std::thread([&found, i] {
        const value_type parameters[] = {{.kind = kind_f32}, {.kind = kind_f64}, {.kind = kind_f32}};
        const types_only<1> m({function_type(0, parameters, 3)});
        found[i] = m.ids[0];
      });
    for (std::thread& thread : threads) thread.join();
  }
  for (const type_id id : found) EXPECT_EQ(id, (type_of<void(float, double, float)>()));
}

TEST(ValueTypes, MatchAsSection3_3Says) {
  using wasm2cpp::host::canonical_value;
  using wasm2cpp::host::value_matches;
  const auto reference = [](std::int32_t heap, bool nullable) {
    return canonical_value{.kind = kind_reference, .is_nullable = nullable, .heap = heap};
  };
  EXPECT_TRUE(value_matches({.kind = kind_i32}, {.kind = kind_i32}));
  EXPECT_FALSE(value_matches({.kind = kind_i32}, {.kind = kind_i64}));
  EXPECT_TRUE(value_matches(reference(heap_func, false), reference(heap_func, true)));
  EXPECT_FALSE(value_matches(reference(heap_func, true), reference(heap_func, false)));
  EXPECT_TRUE(value_matches(reference(heap_nofunc, true), reference(heap_func, true)));
  EXPECT_TRUE(value_matches(reference(heap_i31, false), reference(heap_any, true)));
  EXPECT_FALSE(value_matches(reference(heap_extern, true), reference(heap_any, true)));
  canonical_value typed{.kind = kind_reference, .is_nullable = true, .type = type_of<void()>()};
  EXPECT_TRUE(value_matches(typed, reference(heap_func, true)));
  EXPECT_TRUE(value_matches(reference(heap_nofunc, true), typed));
  EXPECT_FALSE(value_matches(reference(heap_func, true), typed));
}

}  // namespace

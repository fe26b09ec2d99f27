// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables and calls through them: bounds, growth, segments, and the three checks of call_indirect with their wording.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <string>

namespace wasm2cpp::guest {
namespace {

constexpr trap_kind out_of_bounds = trap_kind::out_of_bounds_table_access;

class owned_table {
 public:
  explicit owned_table(u64 minimum, u64 maximum = 100, bool is_64 = false) {
    EXPECT_TRUE(create_table(data_, minimum, maximum, true, is_64, nullptr));
  }
  ~owned_table() { destroy_table(data_); }
  owned_table(const owned_table&) = delete;
  table_data* get() { return &data_; }

 private:
  table_data data_;
};

// ---- types and functions: $base is open, $derived declares it as its supertype

const canonical_type* base_ancestors[1];
const canonical_type* derived_ancestors[2];
const canonical_type base{base_ancestors, 0, 0}, derived{derived_ancestors, 1, 0}, other{base_ancestors, 0, 0};

u32 add(instance_state*, mem32, u32 a, u32 b) { return a + b; }
values<u32, f64> pair(instance_state*, mem32, u32 a) { return values_of<u32, f64>(a, 0.5); }

struct state : instance_state {
  const function* imported_function[1];
  function defined_function[2];
};

class TableCalls : public testing::Test {
 protected:
  TableCalls() : table_(10) {
    base_ancestors[0] = &base;
    derived_ancestors[0] = &base;
    derived_ancestors[1] = &derived;
    host_ = {reinterpret_cast<void (*)()>(add), &state_, &base, nullptr};
    state_.imported_function[0] = &host_;
    state_.defined_function[0] = {reinterpret_cast<void (*)()>(add), &state_, &derived, nullptr};
    state_.defined_function[1] = {reinterpret_cast<void (*)()>(pair), &state_, &other, nullptr};
    state_.imported = state_.imported_function;
    state_.defined = state_.defined_function;
    state_.imported_function_count = 1;
  }

  state state_{};
  function host_{};
  owned_table table_;
};

TEST_F(TableCalls, CheckBoundsThenNullThenType) {
  table_data* const t = table_.get();
  t->elements[3] = ref_func(&state_, 1);
  const auto call_at = [&](u64 index, type_id type) {
    return trap_of([&] { call_indirect<u32(u32, u32)>(t, index, type, 1u, 2u); });
  };
  EXPECT_EQ(call_at(3, &derived), std::nullopt);
  EXPECT_EQ(call_at(10, &derived), trap_kind::undefined_element);
  EXPECT_EQ(call_at(~u64(0), &derived), trap_kind::undefined_element);
  EXPECT_EQ(call_at(4, &derived), trap_kind::uninitialized_element);
  EXPECT_EQ(call_at(3, &other), trap_kind::indirect_call_type_mismatch);
}

u32 instance_and_memory(instance_state* self, mem32 m, u32 a) { return a + (self->m == m ? 100 : 0); }

TEST_F(TableCalls, ThroughAConstantTableCheckAlikeAndHandTheCallersInstanceOn) {
  static const constant_element table[3] = {{}, {reinterpret_cast<void (*)()>(instance_and_memory), 2}};
  u32 result = 0;
  const auto call_at = [&](u64 index, u32 type) {
    return trap_of([&] { result = call_constant_table<u32(u32)>(&state_, state_.m, table, index, type, 7u); });
  };
  EXPECT_EQ(call_at(1, 2), std::nullopt);
  EXPECT_EQ(result, 107u);
  EXPECT_EQ(call_at(1, 1), trap_kind::indirect_call_type_mismatch);
  EXPECT_EQ(call_at(0, 2), trap_kind::uninitialized_element);
  EXPECT_EQ(call_at(2, 2), trap_kind::uninitialized_element);
  EXPECT_EQ(call_at(3, 2), trap_kind::undefined_element);
  EXPECT_EQ(call_at(~u64(0), 2), trap_kind::undefined_element);
}

TEST_F(TableCalls, OfAnOpenTypeAcceptSubtypes) {
  table_data* const t = table_.get();
  t->elements[0] = ref_func(&state_, 0);
  t->elements[1] = ref_func(&state_, 1);
  u32 sum = 0;
  EXPECT_EQ(trap_of([&] { sum = call_indirect_subtype<u32(u32, u32)>(t, 1, &base, 1u, 2u); }), std::nullopt);
  EXPECT_EQ(sum, 3u);
  EXPECT_EQ(trap_of([&] { call_indirect_subtype<u32(u32, u32)>(t, 0, &derived, 1u, 2u); }),
            trap_kind::indirect_call_type_mismatch);
  EXPECT_TRUE(is_subtype(&derived, &base));
  EXPECT_FALSE(is_subtype(&base, &derived));
  EXPECT_FALSE(is_subtype(&derived, &other));
}

TEST_F(TableCalls, ReturnSeveralValues) {
  EXPECT_EQ(trap_of([&] {
              const values<u32, f64> both = call<values<u32, f64>(u32)>(ref_func(&state_, 2), 7u);
              EXPECT_EQ(get<0>(both), 7u);
              EXPECT_EQ(get<1>(both), 0.5);
            }),
            std::nullopt);
  EXPECT_EQ(trap_of([&] { call_ref<u32(u32, u32)>(nullptr, 1u, 2u); }), trap_kind::null_function_reference);
}

TEST_F(TableCalls, SegmentsHoldSlotsOrReferences) {
  table_data* const t = table_.get();
  const u32 slots[] = {1, null_slot, 0};
  const void* const references[] = {&host_, nullptr};
  element_segment by_slot{slots, nullptr, 3}, by_value{nullptr, references, 2};
  EXPECT_EQ(trap_of([&] {
              table_init(&state_, t, by_slot, 0, 0, 3);
              table_init(&state_, t, by_value, 5, 0, 1);
            }),
            std::nullopt);
  EXPECT_EQ(t->elements[0], &state_.defined_function[0]);
  EXPECT_EQ(t->elements[1], nullptr);
  EXPECT_EQ(t->elements[2], &host_);
  EXPECT_EQ(t->elements[5], &host_);
  EXPECT_EQ(trap_of([&] { table_init(&state_, t, by_slot, 0, 1, 3); }), out_of_bounds);
  EXPECT_EQ(trap_of([&] { table_init(&state_, t, by_slot, 8, 0, 3); }), out_of_bounds);
  EXPECT_EQ(t->elements[8], nullptr);
  element_drop(by_slot);
  EXPECT_EQ(trap_of([&] { table_init(&state_, t, by_slot, 0, 0, 1); }), out_of_bounds);
  EXPECT_EQ(trap_of([&] { table_init(&state_, t, by_slot, 10, 0, 0); }), std::nullopt);
  EXPECT_EQ(trap_of([&] { table_init_active(&state_, t, 8, slots, 3); }), out_of_bounds);
}

// ---- elements

TEST(Table, AccessesAreChecked) {
  owned_table t(2);
  externref const mine = reinterpret_cast<externref>(&t);
  EXPECT_EQ(trap_of([&] { table_set(t.get(), 1, mine); }), std::nullopt);
  EXPECT_EQ(trap_of([&] { EXPECT_EQ(table_get<externref>(t.get(), 1), mine); }), std::nullopt);
  EXPECT_EQ(trap_of([&] { table_get<externref>(t.get(), 2); }), out_of_bounds);
  EXPECT_EQ(trap_of([&] { table_set(t.get(), ~u64(0), mine); }), out_of_bounds);
}

TEST(Table, GrowsWithItsInitialValue) {
  owned_table t(1, 5);
  const int value = 0;
  EXPECT_EQ(trap_of([&] { EXPECT_EQ(table_grow(t.get(), &value, 3), 1u); }), std::nullopt);
  EXPECT_EQ(t.get()->elements[3], &value);
  EXPECT_EQ(grow_table(*t.get(), nullptr, 2), ~u64(0));
  EXPECT_EQ(grow_table(*t.get(), nullptr, ~u64(0)), ~u64(0));
  EXPECT_EQ(table_size(t.get()), 4u);
  EXPECT_EQ(grow_table(*t.get(), nullptr, 0), 4u);
}

TEST(Table, GrowthIsGivenUpWhenTheGuestIsToStop) {
  owned_table t(2, 200);
  const int value = 0;
  t.get()->elements[1] = &value;
  EXPECT_EQ(trap_of_stopped([&] { table_grow(t.get(), nullptr, 150); }), trap_kind::interrupted);
  EXPECT_EQ(table_size(t.get()), 2u);
  EXPECT_EQ(t.get()->elements[1], &value);
  EXPECT_EQ(grow_table(*t.get(), &value, 150), 2u);
  EXPECT_EQ(t.get()->elements[151], &value);
}

TEST(Table, RefusesSizesOutOfProportion) {
  table_data t;
  ASSERT_TRUE(create_table(t, 0, 0, false, true, nullptr));
  for (const u64 count : {u64(1) << 32, u64(1) << 61, ~u64(0)}) EXPECT_EQ(grow_table(t, nullptr, count), ~u64(0));
  destroy_table(t);
  EXPECT_FALSE(create_table(t, 0xffffffff, 0, false, false, nullptr));
}

TEST(Table, FillAndCopyCheckBothEndsFirst) {
  owned_table t(4), from(8);
  const int value = 0;
  from.get()->elements[0] = &value;
  EXPECT_EQ(trap_of([&] { table_fill(t.get(), 2, &value, 3); }), out_of_bounds);
  EXPECT_EQ(t.get()->elements[2], nullptr);
  EXPECT_EQ(trap_of([&] { table_copy(t.get(), from.get(), 1, 0, 4); }), out_of_bounds);
  EXPECT_EQ(trap_of([&] { table_copy(t.get(), from.get(), 1, 0, 3); }), std::nullopt);
  EXPECT_EQ(t.get()->elements[1], &value);
  EXPECT_EQ(trap_of([&] { table_copy(t.get(), t.get(), 0, 1, 3); }), std::nullopt);
  EXPECT_EQ(t.get()->elements[0], &value);
  EXPECT_EQ(trap_of([&] { table_fill(t.get(), 4, &value, 0); }), std::nullopt);
}

TEST(Trap, HasTheSpecificationsWording) {
  EXPECT_EQ(std::string(trap_message(trap_kind::indirect_call_type_mismatch)), "indirect call type mismatch");
  EXPECT_EQ(std::string(trap_message(trap_kind::uninitialized_element)), "uninitialized element");
}

}  // namespace
}  // namespace wasm2cpp::guest

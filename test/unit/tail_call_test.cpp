// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tail calls: a million hops on a small stack, at every optimisation level; within an instance, across instances (each
// body gets its own instance and memory), through tables and imports, and into functions that make none themselves.
// Written as the emitter writes them.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <pthread.h>

namespace wasm2cpp::guest {
namespace {

struct state : instance_state {
  const function* imported_function[1];
  table_data* table_space[1];
  u32 hops;
  alignas(16) unsigned char tail_buffer[64];
};

WASM2CPP_GUEST_CODE_BEGIN

// func $even (i64 i32) -> i32, and $odd: each other's tail calls
static tail_call odd_body(instance_state* base, mem32 m, void* results);
static tail_call even_body(instance_state* base, mem32 m, void* results) {
  state* const self = static_cast<state*>(base);
  const values<u64, u32> arguments = tail_arguments<u64, u32>(self);
  const u64 n = get<0>(arguments);
  if (n == 0) return tail_return<u32>(results, get<1>(arguments));
  return tail_to<u64, u32>(self, odd_body, n - 1, get<1>(arguments) + 1);
}
static tail_call odd_body(instance_state* base, mem32 m, void* results) {
  state* const self = static_cast<state*>(base);
  const values<u64, u32> arguments = tail_arguments<u64, u32>(self);
  const u64 n = get<0>(arguments);
  if (n == 0) return tail_return<u32>(results, ~0u);
  return tail_to<u64, u32>(self, even_body, n - 1, get<1>(arguments) + 1);
}
WASM2CPP_GUEST static u32 even(state* self, mem32 m, u64 n, u32 count) {
  return run_tail_calls<u32(u64, u32)>(even_body, self, n, count);
}

// func $bounce (i32): counts in its own instance, then goes on in the imported one
static tail_call bounce_body(instance_state* base, mem32 m, void* results) {
  state* const self = static_cast<state*>(base);
  const u32 n = get<0>(tail_arguments<u32>(self));
  self->hops = self->hops + 1;
  if (n == 0) return tail_return<>(results);
  return tail_to_function<void(u32)>(results, self->imported_function[0], n - 1);
}
WASM2CPP_GUEST static void bounce(state* self, mem32 m, u32 n) {
  return run_tail_calls<void(u32)>(bounce_body, self, n);
}

// func $last (i32) -> i32 f64: makes no tail calls; $to_last reaches it through a table
WASM2CPP_GUEST static values<u32, f64> last(state* self, mem32 m, u32 n) { return values_of<u32, f64>(n + 1, 2.5); }
static tail_call to_last_body(instance_state* base, mem32 m, void* results) {
  state* const self = static_cast<state*>(base);
  const values<u32, u32> arguments = tail_arguments<u32, u32>(self);
  if (get<0>(arguments) == 7) return tail_return<u32, f64>(results, 70, 0.7);
  return tail_to_indirect<values<u32, f64>(u32)>(results, self->table_space[0], get<0>(arguments), nullptr,
                                                 get<1>(arguments));
}
WASM2CPP_GUEST static values<u32, f64> to_last(state* self, mem32 m, u32 index, u32 n) {
  return run_tail_calls<values<u32, f64>(u32, u32)>(to_last_body, self, index, n);
}

// func $forever: traps at last
static tail_call countdown_body(instance_state* base, mem32 m, void* results) {
  state* const self = static_cast<state*>(base);
  if (self->hops == 0) trap_unreachable();
  self->hops = self->hops - 1;
  return tail_to<>(self, countdown_body);
}
WASM2CPP_GUEST static void countdown(state* self, mem32 m) { return run_tail_calls<void()>(countdown_body, self); }

WASM2CPP_GUEST_CODE_END

struct instance : state {
  instance() : state{} { tail_arguments = tail_buffer; }
};

template <class Body>
void on_a_small_stack(Body body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 17);
  pthread_t thread;
  const auto run = [](void* b) -> void* {
    EXPECT_EQ(trap_of(*static_cast<Body*>(b)), std::nullopt);
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &body), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

TEST(TailCall, AMillionHopsTakeNoStack) {
  instance self;
  u32 result = 0;
  on_a_small_stack([&] { result = even(&self, mem32{}, 1'000'000, 5); });
  EXPECT_EQ(result, 1'000'005u);
  on_a_small_stack([&] { result = even(&self, mem32{}, 1'000'001, 5); });
  EXPECT_EQ(result, ~0u);
}

TEST(TailCall, ReachesTheRightInstance) {
  instance a, b;
  const function bounce_in_a{reinterpret_cast<void (*)()>(bounce), &a, nullptr, bounce_body};
  const function bounce_in_b{reinterpret_cast<void (*)()>(bounce), &b, nullptr, bounce_body};
  a.imported_function[0] = &bounce_in_b;
  b.imported_function[0] = &bounce_in_a;
  on_a_small_stack([&] { bounce(&a, mem32{}, 1'000'000); });
  EXPECT_EQ(a.hops, 500'001u);
  EXPECT_EQ(b.hops, 500'000u);
}

TEST(TailCall, IntoAnOrdinaryFunctionGivesItsResults) {
  instance self;
  table_data table;
  ASSERT_TRUE(create_table(table, 3, 3, true, false, nullptr));
  const function last_function{reinterpret_cast<void (*)()>(last), &self, nullptr, nullptr};
  table.elements[2] = &last_function;
  self.table_space[0] = &table;
  on_a_small_stack([&] {
    const values<u32, f64> through_table = to_last(&self, mem32{}, 2, 10);
    EXPECT_EQ(get<0>(through_table), 11u);
    EXPECT_EQ(get<1>(through_table), 2.5);
    EXPECT_EQ(get<0>(to_last(&self, mem32{}, 7, 10)), 70u);
  });
  EXPECT_EQ(trap_of([&] { to_last(&self, mem32{}, 1, 10); }), trap_kind::uninitialized_element);
  EXPECT_EQ(trap_of([&] { to_last(&self, mem32{}, 3, 10); }), trap_kind::undefined_element);
  destroy_table(table);
}

TEST(TailCall, MayTrapAfterAnyNumberOfHops) {
  instance self;
  self.hops = 1'000'000;
  EXPECT_EQ(trap_of([&] { countdown(&self, mem32{}); }), trap_kind::unreachable);
}

}  // namespace
}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heap: whatever can reach an object keeps it, under a collection forced at every allocation; what nothing reaches
// is taken back; hosts read, write and make objects with every check.
//
// The module is a list of numbers, written by hand as the emitter would:
//
//     node = struct { next (mut (ref null node)), value (mut i32), tag (mut i8) }       numbers = array (mut i64)
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <wasm2cpp/guest/gc.hpp>
#include <wasm2cpp/guest/libgc.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

namespace list {
using namespace wasm2cpp::guest;

struct __attribute__((may_alias)) node : object {
  anyref next;
  u32 value;
  u8 tag;
  static constexpr bool holds_references = true;
  void fill(anyref f0, u32 f1, u32 f2) {
    next = f0;
    value = f1;
    tag = u8(f2);
  }
};

struct state : instance_state {
  table_data* table_space[1];
  function defined_function[8];
  anyref kept;
};

type_id types[8];

// A list of count, count - 1, ... 1: the part that is made so far is only in a local.
WASM2CPP_GUEST anyref make(state*, mem32, u32 count) {
  anyref made = nullptr;
  for (u32 i = 1; i <= count; ++i) made = struct_new<node>(types[0], made, i, 0x1ff);
  return made;
}
// As many as no stack keeps by chance.
constexpr std::size_t many = 50;
template <std::size_t>
using list_of = anyref;
template <std::size_t... I>
values<list_of<I>...> make_each(state* self, mem32 m, u32 count, std::index_sequence<I...>) {
  return values_of<list_of<I>...>((static_cast<void>(I), make(self, m, count))...);
}
using many_lists = decltype(make_each(nullptr, nullptr, 0, std::make_index_sequence<many>()));
WASM2CPP_GUEST many_lists make_many(state* self, mem32 m, u32 count) {
  return make_each(self, m, count, std::make_index_sequence<many>());
}
WASM2CPP_GUEST u32 sum(state*, mem32, anyref first) {
  u32 total = 0;
  for (; first != nullptr; first = as<node>(first)->next) total += as<node>(first)->value;
  return total;
}
WASM2CPP_GUEST void keep(state* self, mem32, anyref x) {
  self->kept = x;
  table_set(self->table_space[0], 0, x);
}
WASM2CPP_GUEST void keep_in_global(state* self, mem32, anyref x) { self->kept = x; }
WASM2CPP_GUEST void keep_in_table(state* self, mem32, anyref x) { table_set(self->table_space[0], 0, x); }

// Lists that only the stack holds, one a frame, while something happens in the innermost frame.
void (*interruption)();
WASM2CPP_GUEST u32 hold(state* self, mem32 m, u32 depth) {
  if (depth == 0) return interruption(), 0;
  const anyref held = make(self, m, 10);
  const u32 inner = hold(self, m, depth - 1);
  return inner + sum(self, m, held);
}
// Makes lists and looks whether they are whole, without end.
WASM2CPP_GUEST void churn(state* self, mem32 m) {
  for (;;) {
    if (sum(self, m, make(self, m, 20)) != 210) trap_unreachable();
    keep(self, m, make(self, m, 3));
    if (as_array(array_new_default<u64>(types[1], 500))->length != 500) trap_unreachable();
  }
}
WASM2CPP_GUEST anyref numbers(state*, mem32, u32 length) { return array_new_default<u64>(types[1], length); }

void attach(instance_state* base) {
  state* const self = static_cast<state*>(base);
  self->tables = self->table_space;
  self->defined = self->defined_function;
}
void* global_address(instance_state* base, u32) { return &static_cast<state*>(base)->kept; }
void initialize(instance_state*) {}

constexpr value_type to_node = {.kind = kind_reference, .nullable = 1, .heap = 0};
constexpr value_type to_any = {.kind = kind_reference, .nullable = 1, .heap = heap_any};
constexpr value_type number = {.kind = kind_i32};
constexpr field_description fields[] = {
    {.type = to_node, .is_mutable = 1}, {.type = number, .is_mutable = 1}, {.packed_bits = 8, .is_mutable = 1}};
constexpr field_description elements[] = {{.type = {.kind = kind_i64}, .is_mutable = 1}};
constexpr std::array<value_type, many> to_many_nodes = [] {
  std::array<value_type, many> all{};
  all.fill(to_node);
  return all;
}();
constexpr value_type to_numbers[] = {{.kind = kind_reference, .heap = 1}};
const type_description type_list[] = {
    {.kind = type_struct, .group_end = 1, .fields = fields, .field_count = 3},
    {.kind = type_array, .group_begin = 1, .group_end = 2, .fields = elements, .field_count = 1},
    {.group_begin = 2,
     .group_end = 3,
     .parameters = &number,
     .parameter_count = 1,
     .results = &to_node,
     .result_count = 1,
     .invoke = invoke<anyref(u32)>},
    {.group_begin = 3,
     .group_end = 4,
     .parameters = &to_node,
     .parameter_count = 1,
     .results = &number,
     .result_count = 1,
     .invoke = invoke<u32(anyref)>},
    {.group_begin = 4, .group_end = 5, .parameters = &to_any, .parameter_count = 1, .invoke = invoke<void(anyref)>},
    {.group_begin = 5,
     .group_end = 6,
     .parameters = &number,
     .parameter_count = 1,
     .results = to_numbers,
     .result_count = 1,
     .invoke = invoke<anyref(u32)>},
    {.group_begin = 6,
     .group_end = 7,
     .parameters = &number,
     .parameter_count = 1,
     .results = &number,
     .result_count = 1,
     .invoke = invoke<u32(u32)>},
    {.group_begin = 7,
     .group_end = 8,
     .parameters = &number,
     .parameter_count = 1,
     .results = to_many_nodes.data(),
     .result_count = many,
     .invoke = invoke<many_lists(u32)>},
};
template <class Code>
function_description described(Code code, u32 type) {
  return {.code = reinterpret_cast<void (*)()>(code), .type_index = type};
}
const function_description function_list[] = {
    described(make, 2),          described(sum, 3),     described(keep, 4), described(keep_in_global, 4),
    described(keep_in_table, 4), described(numbers, 5), described(hold, 6),
    described(make_many, 7)};
const export_description export_list[] = {
    {.name = {"make", 4}, .kind = external_function, .index = 0},
    {.name = {"sum", 3}, .kind = external_function, .index = 1},
    {.name = {"keep", 4}, .kind = external_function, .index = 2},
    {.name = {"keep_in_global", 14}, .kind = external_function, .index = 3},
    {.name = {"keep_in_table", 13}, .kind = external_function, .index = 4},
    {.name = {"numbers", 7}, .kind = external_function, .index = 5},
    {.name = {"hold", 4}, .kind = external_function, .index = 6},
    {.name = {"make_many", 9}, .kind = external_function, .index = 7},
    {.name = {"kept", 4}, .kind = external_global, .index = 0},
    {.name = {"table", 5}, .kind = external_table, .index = 0},
};
const table_description table_list[] = {{.min = 1, .element = to_any}};
const global_description global_list[] = {{.type = to_any, .is_mutable = true}};
u32 registered;
const wasm2cpp::module_description module_ = {
    .name = {"list", 4},
    .is_checked = is_checked_mode,
    .types = type_list,
    .type_count = 8,
    .type_ids = types,
    .is_registered = &registered,
    .tables = table_list,
    .table_count = 1,
    .globals = global_list,
    .global_count = 1,
    .functions = function_list,
    .function_count = 8,
    .exports = export_list,
    .export_count = 10,
    .collector = &libgc_collector,
    .holds_references = true,
    .state_size = sizeof(state),
    .state_alignment = alignof(state),
    .attach = attach,
    .global_address = global_address,
    .bind_global = nullptr,
    .initialize = initialize,
};
}  // namespace list

namespace {

using wasm2cpp::access_error;
using wasm2cpp::anyref;
using wasm2cpp::arrayref;
using wasm2cpp::eqref;
using wasm2cpp::i31ref;
using wasm2cpp::structref;
using wasm2cpp::value;

constexpr std::uint32_t several = 20;  // more than a conservative collector finds by chance on the stack
constexpr std::uint32_t length = 10;
constexpr std::uint32_t total = length * (length + 1) / 2;

/// A collection at every allocation, as long as it lives.
class collecting_always {
 public:
  collecting_always() { wasm2cpp::guest::the_collector->collect_always(true); }
  ~collecting_always() { wasm2cpp::guest::the_collector->collect_always(false); }
};

class GarbageCollection : public testing::Test {
 protected:
  wasm2cpp::module_instance instance = wasm2cpp::instantiate(list::module_, {});
  wasm2cpp::function<structref(std::uint32_t)> make = instance.function<structref(std::uint32_t)>("make");
  wasm2cpp::function<std::uint32_t(structref)> sum = instance.function<std::uint32_t(structref)>("sum");
  wasm2cpp::function<arrayref(std::uint32_t)> numbers = instance.function<arrayref(std::uint32_t)>("numbers");

  void call_with_new_list(const char* name) { instance.call(name, {value(anyref(make(length)))}); }
  /// Allocates, collects, and overwrites whatever was freed.
  void disturb() {
    make(10);
    wasm2cpp::guest::the_collector->collect();
    make(several * length * 2);
  }
};

/// A signal may leave the guest between any two instructions, in the middle of an allocation too.
TEST_F(GarbageCollection, IsWholeWhereverItsGuestsAreStopped) {
  const auto churn = [](void* context) {
    auto* const state = static_cast<list::state*>(context);
    list::churn(state, state->m);
  };
  for (int i = 0; i < 300; ++i) {
    const wasm2cpp::deadline limit(instance, std::chrono::microseconds(7 * i));
    const auto outcome =
        wasm2cpp::try_call([&] { wasm2cpp::host::run_guest(*instance.store().data(), churn, instance.state()); });
    ASSERT_FALSE(outcome);
    ASSERT_STREQ(outcome.error().what(), "interrupted");
  }
  EXPECT_EQ(sum(make(length)), total);
  wasm2cpp::guest::the_collector->collect();
  EXPECT_EQ(sum(structref(instance.global<anyref>("kept").get())), 6u);
}

TEST_F(GarbageCollection, KeepsWhatLocalsHold) {
  const collecting_always always;
  EXPECT_EQ(sum(make(length)), total);
}

TEST_F(GarbageCollection, KeepsWhatGlobalsHold) {
  const collecting_always always;
  std::vector<wasm2cpp::module_instance> instances;
  for (std::uint32_t i = 0; i < several; ++i) {
    instances.push_back(wasm2cpp::instantiate(instance.store(), list::module_, {}));
    instances.back().call("keep_in_global", {value(anyref(make(length)))});
  }
  disturb();
  for (const auto& each : instances) EXPECT_EQ(sum(structref(each.global<anyref>("kept").get())), total);
}

TEST_F(GarbageCollection, KeepsWhatTablesHoldAlsoWhenTheyGrow) {
  const collecting_always always;
  const wasm2cpp::table table = instance.table("table");
  for (std::uint32_t i = 0; i < several; ++i) {
    call_with_new_list("keep_in_table");  // in element 0
    table.grow(1, table.get<anyref>(0));
  }
  disturb();
  for (std::uint32_t i = 1; i <= several; ++i) EXPECT_EQ(sum(structref(table.get<anyref>(i))), total);
}

TEST_F(GarbageCollection, KeepsWhatHostHandlesHold) {
  const collecting_always always;
  std::vector<anyref> handles;
  for (std::uint32_t i = 0; i < several; ++i) handles.push_back(make(length));
  disturb();
  for (const anyref& handle : handles) EXPECT_EQ(sum(structref(handle)), total);
}

/// A collection, as if by another thread, whenever a host registers roots, as for its 513th handle.
class collecting_for_roots {
 public:
  collecting_for_roots() { wasm2cpp::guest::registry_of_roots.exclusively = collect_first; }
  ~collecting_for_roots() { wasm2cpp::guest::registry_of_roots.exclusively = wasm2cpp::guest::libgc_exclusively; }

 private:
  static void collect_first(void (*change)(wasm2cpp::guest::root_set*), wasm2cpp::guest::root_set* set) {
    wasm2cpp::guest::the_collector->collect();
    wasm2cpp::guest::libgc_exclusively(change, set);
  }
};

TEST_F(GarbageCollection, KeepsResultsThatAreNotYetValues) {
  ASSERT_EQ(wasm2cpp::guest::registry_of_roots.exclusively, wasm2cpp::guest::libgc_exclusively);
  std::vector<value> made;
  {
    const collecting_for_roots collecting;
    for (std::uint32_t i = 0; i < 60; ++i)
      for (value& each : instance.call("make_many", {value(length)})) made.push_back(std::move(each));
  }
  make(several * length * 50);
  for (const value& each : made) ASSERT_EQ(sum(structref(each.get<anyref>())), total);
}

TEST_F(GarbageCollection, KeepsWhatDynamicValuesHold) {
  const collecting_always always;
  std::vector<value> made;
  for (std::uint32_t i = 0; i < several; ++i) made.push_back(instance.call("make", {value(length)})[0]);
  disturb();
  for (const value& each : made) EXPECT_EQ(instance.call("sum", {each})[0].get<std::uint32_t>(), total);
}

TEST_F(GarbageCollection, KeepsWhatAHostsGlobalsAndTablesHold) {
  const collecting_always always;
  std::vector<wasm2cpp::global<anyref>> globals;
  const wasm2cpp::table table(instance.store(), {.min = several, .element = wasm2cpp::reference_kind::structref});
  for (std::uint32_t i = 0; i < several; ++i) {
    globals.emplace_back(instance.store(), make(length), wasm2cpp::global_options{.is_mutable = true});
    table.set(i, make(length));
  }
  disturb();
  for (const auto& global : globals) EXPECT_EQ(sum(structref(global.get())), total);
  for (std::uint32_t i = 0; i < several; ++i) EXPECT_EQ(sum(table.get<structref>(i)), total);
}

/// What an exception's payload is: memory of malloc, with roots of its own.
TEST_F(GarbageCollection, KeepsWhatARegisteredRootSetHolds) {
  const collecting_always always;
  std::vector<wasm2cpp::guest::anyref> payload(several);
  const wasm2cpp::host::fixed_roots roots(payload.data(), several * sizeof payload[0]);
  for (wasm2cpp::guest::anyref& each : payload) each = make(length).raw();
  disturb();
  for (const wasm2cpp::guest::anyref each : payload)
    EXPECT_EQ(sum(structref(each, instance.store().data().get())), total);
}

TEST_F(GarbageCollection, KeepsWhatOtherThreadsHold) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      const wasm2cpp::module_instance own = wasm2cpp::instantiate(list::module_, {});
      for (int round = 0; round < 50; ++round) {
        const structref made = own.function<structref(std::uint32_t)>("make")(1000);
        if (round % 10 == 0) wasm2cpp::guest::the_collector->collect();
        ASSERT_EQ(own.function<std::uint32_t(structref)>("sum")(made), 500500u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum(make(length)), total);
}

void collect_and_overwrite() {
  wasm2cpp::guest::the_collector->collect();
  for (std::uint32_t i = 0; i < 100 * several; ++i)
    *static_cast<std::array<std::uint64_t, 4>*>(wasm2cpp::guest::allocate(sizeof(list::node), true)) = {0, 0, 0, 0};
}

/// What a handler on the alternate stack does, while guests' frames wait on the thread's own.
void (*in_handler)();

/// The sum of what `hold` held while a signal interrupted it.
std::uint32_t hold_while_handling(const wasm2cpp::module_instance& instance, void (*what)()) {
  in_handler = what;
  struct sigaction action {
  }, previous{};
  action.sa_handler = [](int) { in_handler(); };
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &action, &previous);
  list::interruption = [] { raise(SIGUSR1); };
  const std::uint32_t sum = instance.function<std::uint32_t(std::uint32_t)>("hold")(several);
  sigaction(SIGUSR1, &previous, nullptr);
  return sum;
}

TEST_F(GarbageCollection, KeepsWhatAThreadHoldsWhileItIsInAHandlerOnTheAlternateStack) {
  static std::atomic<int> stage;
  stage = 0;
  std::thread interrupted([&] {
    const wasm2cpp::module_instance own = wasm2cpp::instantiate(list::module_, {});
    EXPECT_EQ(hold_while_handling(own,
                                  [] {
                                    stage = 1;
                                    while (stage == 1) usleep(100);
                                  }),
              several * total);
  });
  while (stage == 0) usleep(100);
  disturb();
  stage = 2;
  interrupted.join();
}

TEST_F(GarbageCollection, KeepsWhatAThreadHoldsWhenItCollectsOnTheAlternateStack) {
  EXPECT_EQ(hold_while_handling(instance, collect_and_overwrite), several * total);
}

/// As a runtime would that watches for exhaustion itself.
TEST_F(GarbageCollection, ReadsStacksWithAGuardOfTheHosts) {
  std::thread guarded([] {
    const wasm2cpp::guest::stack_range stack = wasm2cpp::guest::own_stack();
    const std::size_t page = wasm2cpp::guest::page_size();
    void* const guard = const_cast<wasm2cpp::guest::u8*>(stack.low + 16 * page);
    ASSERT_EQ(mprotect(guard, page, PROT_NONE), 0);
    const wasm2cpp::module_instance own = wasm2cpp::instantiate(list::module_, {});
    EXPECT_EQ(hold_while_handling(own, collect_and_overwrite), several * total);
    ASSERT_EQ(mprotect(guard, page, PROT_READ | PROT_WRITE), 0);
  });
  guarded.join();
}

TEST_F(GarbageCollection, TakesBackWhatNothingHolds) {
  make(1000);
  const std::size_t before = wasm2cpp::guest::the_collector->size();
  for (int i = 0; i < 20'000; ++i) make(1000);  // 640 MB; the first 64 are taken before anything is collected
  EXPECT_LT(wasm2cpp::guest::the_collector->size(), before + (160u << 20));
}

TEST_F(GarbageCollection, RefusesArraysOfHostileLengthByATrap) {
  for (const std::uint32_t hostile : {0xffff'ffffu, 0x8000'0000u, 0x0800'0000u}) {
    try {
      numbers(hostile);
      FAIL() << hostile;
    } catch (const wasm2cpp::trap& trap) {
      EXPECT_EQ(trap.kind(), wasm2cpp::trap_kind::out_of_memory);
    }
  }
  EXPECT_EQ(numbers(1000).size(), 1000u);
}

TEST_F(GarbageCollection, LeavesSignalsOfMemoryFaultsAlone) {
  make(10);
  wasm2cpp::guest::the_collector->collect();
  struct sigaction now {};
  sigaction(SIGSEGV, nullptr, &now);
  EXPECT_EQ(now.sa_sigaction, wasm2cpp::guest::on_signal);
  sigaction(SIGBUS, nullptr, &now);
  EXPECT_EQ(now.sa_sigaction, wasm2cpp::guest::on_signal);
}

// ---- accessors

TEST_F(GarbageCollection, LetsHostsReadAndWriteFields) {
  const structref node = make(2);
  EXPECT_EQ(node.size(), 3u);
  EXPECT_EQ(node.get<std::uint32_t>(1), 2u);
  EXPECT_EQ(node.get<std::uint32_t>(2), 0xffu);  // i8, zero-extended
  node.set(1, std::uint32_t{40});
  EXPECT_EQ(sum(node), 41u);
  EXPECT_EQ(structref(node.get<anyref>(0)).get<std::uint32_t>(1), 1u);
  node.set(0, anyref(nullptr));
  EXPECT_EQ(sum(node), 40u);
}

TEST_F(GarbageCollection, LetsHostsMakeObjects) {
  const structref first =
      structref::make(instance.store(), instance.type(0), {value(anyref(nullptr)), value(5u), value(1u)});
  const structref second =
      structref::make(instance.store(), instance.type(0), {value(anyref(first)), value(6u), value(1u)});
  EXPECT_EQ(sum(second), 11u);
  const arrayref array = arrayref::make(instance.store(), instance.type(1), 3);
  array.set(2, std::uint64_t{7});
  EXPECT_EQ(array.get<std::uint64_t>(2), 7u);
  EXPECT_EQ(array.get<std::uint64_t>(0), 0u);
  EXPECT_EQ(array.bytes().size(), 24u);
}

TEST_F(GarbageCollection, ChecksWhatHostsAskFor) {
  const structref node = make(2);
  EXPECT_THROW(node.get<std::uint32_t>(3), access_error);          // no such field
  EXPECT_THROW(node.get<std::uint64_t>(1), access_error);          // of another type
  EXPECT_THROW(node.set(0, anyref(numbers(1))), access_error);     // an array is no node
  EXPECT_THROW(sum(structref(anyref(numbers(1)))), access_error);  // nor a structure
  EXPECT_THROW(numbers(3).get<std::uint64_t>(3), access_error);
  EXPECT_THROW(structref().get<std::uint32_t>(0), access_error);  // null
  EXPECT_THROW(i31ref(anyref(node)), access_error);
  EXPECT_THROW(structref::make(instance.store(), instance.type(0), {value(1u)}), access_error);
  EXPECT_THROW(structref::make(instance.store(), instance.type(1), {}), access_error);
}

TEST_F(GarbageCollection, KeepsReferencesInTheirStore) {
  const wasm2cpp::module_instance other = wasm2cpp::instantiate(list::module_, {});
  const structref foreign = other.function<structref(std::uint32_t)>("make")(1);
  EXPECT_THROW(sum(foreign), access_error);
  EXPECT_THROW(make(1).set(0, anyref(foreign)), access_error);
  EXPECT_THROW(instance.table("table").set(0, anyref(foreign)), access_error);
  EXPECT_THROW(instance.call("sum", {value(anyref(foreign))}), access_error);
}

// ---- conversions

TEST_F(GarbageCollection, ConvertsExternrefsThereAndBack) {
  int object = 0;
  for (const wasm2cpp::externref word :
       {wasm2cpp::externref_of_integer(0), wasm2cpp::externref_of_integer(77), wasm2cpp::externref_of(&object)}) {
    const anyref inside = anyref::of_external(word);
    EXPECT_TRUE(inside.is_external());
    EXPECT_FALSE(inside.is_i31() || inside.is_struct() || inside.is_array());
    EXPECT_EQ(inside.external(), word);
    EXPECT_EQ(wasm2cpp::guest::extern_convert_any(inside.raw()), word);
  }
}

TEST_F(GarbageCollection, ConvertsObjectsAndNumbersThereAndBack) {
  const collecting_always always;
  const structref node = make(1);
  EXPECT_EQ(wasm2cpp::guest::any_convert_extern(wasm2cpp::guest::extern_convert_any(node.raw())), node.raw());
  for (const std::int32_t number : {0, 1, -1, 0x3fff'ffff, -0x4000'0000}) {
    const i31ref i31(number);
    EXPECT_EQ(i31.get_s(), number);
    const wasm2cpp::externref out = wasm2cpp::guest::extern_convert_any(i31.raw());
    EXPECT_EQ(wasm2cpp::guest::any_convert_extern(out), i31.raw());
  }
  EXPECT_EQ(wasm2cpp::guest::any_convert_extern(nullptr), nullptr);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 7: an indirect call checks bounds, null and type, each time; equal types are one type in all modules and in the
// host; and the callee runs in its own instance. Tables may change in every way in between, and one that cannot is
// checked no less.
#include "rule_07_indirect_calls.hpp"
#include "claims.hpp"
#include "rule_07_indirect_calls_constant.hpp"
#include "rule_07_indirect_calls_other.hpp"

namespace rule_07 {

constexpr char rule[] = "rule_07_indirect_calls";
using wasm2cpp::value;
constexpr std::uint32_t types = 14;  // functions and types of the module

struct fixture {
  wasm2cpp::store store;
  wasm2cpp::table table{store, {.min = 32, .max = 1000}};
  rule_07_indirect_calls::instance a{store, {.host = {.table = table}}}, b{store, {.host = {.table = table}}};
  rule_07_indirect_calls_other::instance other{store, {.host = {.table = table}}};

  fixture() { a.id().set(1), b.id().set(2), other.id().set(3); }

  template <class Instance, class... A>
  static std::vector<value> run(const Instance& instance, std::string_view name, A... arguments) {
    return handle_of(instance).call(name, {value(static_cast<std::uint32_t>(arguments))...});
  }
  template <class Instance, class... A>
  static std::uint32_t call(const Instance& instance, std::string_view name, A... arguments) {
    return run(instance, name, arguments...).at(0).template get<std::uint32_t>();
  }
};

CLAIM(a_call_works_for_the_functions_own_type_and_traps_for_every_other) {
  const fixture f;
  f.run(f.a, "put all");
  for (std::uint32_t element = 0; element != types; ++element) {
    for (std::uint32_t type = 0; type != types; ++type) {
      const std::string outcome = claims::outcome_of([&] { f.run(f.b, "call as " + std::to_string(type), element); });
      CHECK_OF(std::to_string(element) + " as " + std::to_string(type) + ": " + outcome,
               outcome == (element == type ? "no trap" : "indirect call type mismatch"));
    }
  }
}

CLAIM(an_index_beyond_the_table_is_an_undefined_element) {
  const fixture f;
  for (const std::uint32_t index : {32u, 33u, 1000u, 0x8000'0000u, 0x2000'0000u, 0xffff'ffffu}) {
    CHECK_TRAP(undefined_element, f.call(f.a, "call", index));
    CHECK_TRAP(undefined_element, f.run(f.a, "call and drop", index));
  }
  CHECK_TRAP(undefined_element, f.call(f.a, "call element 4294967295"));
  CHECK_TRAP(undefined_element, f.call(f.a, "call privately", 3));
  CHECK_TRAP(undefined_element, f.call(f.a, "call privately", ~0u));
}

CLAIM(a_null_element_is_an_uninitialized_one) {
  const fixture f;
  for (const std::uint32_t index : {0u, 31u}) CHECK_TRAP(uninitialized_element, f.call(f.a, "call", index));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call element 7"));
  CHECK_TRAP(uninitialized_element, f.run(f.a, "call and drop", 0));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call privately", 1));
  f.run(f.a, "put", 7, 0);
  CHECK(f.call(f.a, "call element 7") == 1);
  f.run(f.b, "set null", 7);
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call element 7"));
}

CLAIM(a_private_table_is_checked_too) {
  const fixture f;
  CHECK(f.call(f.a, "call privately", 0) == 1 && f.call(f.b, "call privately", 0) == 2);
  CHECK_TRAP(indirect_call_type_mismatch, f.run(f.a, "call privately as i64", 0));
  f.run(f.other, "put", 0, 0), f.run(f.other, "put", 1, 1);
  f.run(f.a, "copy to private", 1, 0), f.run(f.a, "copy to private", 0, 1);
  CHECK(f.call(f.a, "call privately", 1) == 3);
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, "call privately", 0));
  CHECK(f.run(f.a, "call privately as i64", 0).at(0).get<std::uint64_t>() == 1);
}

CLAIM(the_same_type_twice_in_a_module_is_one) {
  const fixture f;
  f.run(f.a, "put", 0, 0);
  CHECK(f.call(f.a, "call as the same type", 0) == 1);
}

CLAIM(equal_types_of_two_modules_are_one_and_others_are_not) {
  const fixture f;
  f.run(f.a, "put", 0, 0), f.run(f.b, "put", 1, 0);
  for (const std::uint32_t function : {0, 1, 2}) f.run(f.other, "put", 2 + function, function);
  for (const auto& caller : {handle_of(f.a), handle_of(f.b), handle_of(f.other)}) {
    const auto call = caller.function<std::uint32_t(std::uint32_t)>("call");
    CHECK(call(0) == 1 && call(1) == 2 && call(2) == 3);
    CHECK_TRAP(indirect_call_type_mismatch, call(3));
    CHECK_TRAP(indirect_call_type_mismatch, call(4));
  }
  CHECK(f.call(f.other, "call with a number", 4, 99) == 99);
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.other, "call with a number", 2, 99));
}

CLAIM(a_hosts_function_is_called_or_refused_by_its_type) {
  const fixture f;
  f.table.set(0, f.store.make_function([]() -> std::uint32_t { return 42; }));
  f.table.set(1, f.store.make_function([]() -> std::uint64_t { return 42; }));
  f.table.set(2, f.store.make_function([](std::uint32_t x) -> std::uint32_t { return x; }));
  CHECK(f.call(f.a, "call", 0) == 42 && f.call(f.other, "call", 0) == 42);
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, "call", 1));
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, "call", 2));
  CHECK(f.call(f.other, "call with a number", 2, 7) == 7);
}

CLAIM(elements_that_came_by_growth_fill_and_copy_are_checked_alike) {
  const fixture f;
  f.run(f.a, "put", 0, 0), f.run(f.other, "put", 1, 1);
  CHECK_TRAP(undefined_element, f.call(f.b, "call", 40));
  CHECK(f.call(f.a, "grow", 0, 10) == 32);
  CHECK(f.call(f.b, "call", 32) == 1 && f.call(f.b, "call", 41) == 1);
  CHECK_TRAP(undefined_element, f.call(f.b, "call", 42));
  f.run(f.b, "fill", 2, 1, 10);
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, "call", 11));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call", 12));
  f.run(f.b, "copy", 2, 0, 5);  // overlapping, upwards
  CHECK(f.call(f.a, "call", 2) == 1);
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, "call", 3));
  CHECK(f.call(f.a, "grow", 2, 959) == ~0u);
  CHECK(f.call(f.a, "grow", 0, 958) == 42 && f.call(f.other, "call", 999) == 1);
  CHECK_TRAP(undefined_element, f.call(f.a, "call", 1000));
}

CLAIM(a_call_sees_the_table_as_it_is_at_that_moment) {
  const fixture f;
  f.run(f.a, "put", 0, 0), f.run(f.b, "put", 1, 0);
  CHECK(f.call(f.a, "call twice with a change", 0, 1) == std::uint32_t(1 - 2));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call twice with a change", 0, 5));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call", 0));
  CHECK(f.call(f.a, "call after growth", 1) == 2);
  f.table.set(1, nullptr);
  CHECK_TRAP(uninitialized_element, f.call(f.a, "call", 1));
}

CLAIM(what_comes_first_traps_first) {
  const fixture f;
  CHECK_TRAP(integer_divide_by_zero, f.call(f.a, "argument traps first"));
  CHECK_TRAP(integer_divide_by_zero, f.call(f.a, "index traps first", 0));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "index traps first", 1));
  CHECK_TRAP(undefined_element, f.call(f.a, "store, then call", 32));
  CHECK_TRAP(uninitialized_element, f.call(f.a, "store, then call", 0));
  CHECK(f.call(f.a, "stored") == 2);
}

// ---- a table that never changes

struct constant_fixture {
  wasm2cpp::store store;
  rule_07_indirect_calls_constant::instance a{store, {.host = {.function = [] { return 10u; }}}};
  rule_07_indirect_calls_constant::instance b{
      store, {.host = {.function = handle_of(a).function<std::uint32_t()>("trapping")}}};

  constant_fixture() {
    a.id().set(1), b.id().set(2);
    a.store(100), b.store(200);
  }
  static std::uint32_t call(const rule_07_indirect_calls_constant::instance& instance, std::uint32_t element) {
    return fixture::call(instance, "call", element);
  }
};

CLAIM(functions_of_a_constant_table_run_in_the_callers_instance) {
  const constant_fixture f;
  CHECK(f.call(f.a, 1) == 1 && f.call(f.b, 1) == 2);
  CHECK(f.call(f.a, 2) == 100 && f.call(f.b, 2) == 200);
  CHECK(f.call(f.a, 4) == 10);
  CHECK(fixture::call(f.b, "call element 1") == 2);
  CHECK(fixture::run(f.a, "call as i64", 3).at(0).get<std::uint64_t>() == 64);
}

CLAIM(a_constant_table_is_checked_for_bounds_null_and_type) {
  const constant_fixture f;
  for (const std::uint32_t index : {7u, 8u, 0x1000'0000u, 0x8000'0001u, 0xffff'ffffu}) {
    CHECK_TRAP(undefined_element, f.call(f.a, index));
    CHECK_TRAP(undefined_element, fixture::run(f.a, "call and drop", index));
  }
  CHECK_TRAP(undefined_element, fixture::call(f.a, "call element 7"));
  for (const std::uint32_t index : {0u, 5u}) {
    CHECK_TRAP(uninitialized_element, f.call(f.a, index));
    CHECK_TRAP(uninitialized_element, fixture::run(f.a, "call as i64", index));
  }
  CHECK_TRAP(indirect_call_type_mismatch, f.call(f.a, 3));
  for (const std::uint32_t index : {1u, 2u, 4u, 6u})
    CHECK_TRAP(indirect_call_type_mismatch, fixture::run(f.a, "call as i64", index));
  CHECK_TRAP(integer_divide_by_zero, fixture::call(f.a, "argument traps first"));
}

CLAIM(a_trap_behind_a_constant_table_names_the_guests_calls) {
  const constant_fixture f;
  const auto stack_of = [](const auto& instance, std::uint32_t element) {
    try {
      constant_fixture::call(instance, element);
    } catch (const wasm2cpp::trap& trap) {
      std::string all;
      for (const std::string& name : trap.stack()) all += name.substr(name.rfind('.') + 1) + " ";
      return all;
    }
    return std::string();
  };
  CHECK_OF(stack_of(f.a, 6), stack_of(f.a, 6) == "trapping call ");
  CHECK_OF(stack_of(f.b, 4), stack_of(f.b, 4) == "trapping call ");
}

}  // namespace rule_07

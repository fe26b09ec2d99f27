// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 6: a tail call takes no stack, whatever it calls and how, and the callee gets its own instance. Everything runs
// on a thread with a stack of 256 KiB, where a million frames do not fit.
#include <memory>
#include <thread>

#include "claims.hpp"
#include "rule_06_tail_calls.hpp"
#include "rule_06_tail_calls_at_start.hpp"

namespace rule_06 {

constexpr char rule[] = "rule_06_tail_calls";
using wasm2cpp::funcref;
using wasm2cpp::value;
using step = std::uint32_t(std::uint64_t, std::uint32_t);
using void_step = void(std::uint32_t);
using module = rule_06_tail_calls::instance;
constexpr std::uint64_t million = 1'000'000;

void on_a_small_stack(const std::function<void()>& body) { claims::on_thread(256 << 10, body); }

/// Instances in one store: the `next` of each is such an export of the one before it.
struct chain {
  explicit chain(int size, const char* next = "bounce") {
    for (int i = 0; i != size; ++i) {
      const module* const before = i == 0 ? nullptr : instances.back().get();
      instances.push_back(std::make_unique<module>(store, imports_of(before, next)));
      instances.back()->id().set(static_cast<std::uint32_t>(i + 1) * 10'000'000);
    }
  }
  rule_06_tail_calls::imports imports_of(const module* before, const char* next) {
    wasm2cpp::function_import<step> other = [](std::uint64_t, std::uint32_t) { return 0xdeadu; };
    wasm2cpp::function_import<void_step> other_void = [](std::uint32_t) {};
    if (before) {
      other = handle_of(*before).function<step>(next);
      other_void = handle_of(*before).function<void_step>("bounce_void");
    }
    return {.other = {.next = std::move(other), .next_void = std::move(other_void), .table = table},
            .host = {.report = [this](std::uint32_t x) { return report(x); }}};
  }
  module& operator[](std::size_t i) { return *instances[i]; }
  std::uint32_t hops(std::size_t i) {
    const std::uint32_t in_global = instances[i]->hops().get();
    const std::uint32_t in_memory = instances[i]->memory().read<std::uint32_t>(1000);
    CHECK(in_global == in_memory);
    return in_global;
  }

  wasm2cpp::store store;
  wasm2cpp::table table{store, {.min = 8}};
  std::function<std::uint32_t(std::uint32_t)> report = [](std::uint32_t x) { return x; };
  std::vector<std::unique_ptr<module>> instances;
};

CLAIM(a_million_calls_take_no_stack_in_one_instance) {
  chain r(1);
  on_a_small_stack([&] {
    CHECK(r[0].itself(million, 5) == million + 5);
    CHECK(r[0].even(million) == 1 && r[0].even(million + 1) == 0);
    CHECK(r[0].counting(million, 7) == 10'000'007 && r.hops(0) == 2 * million + 1);
    CHECK(handle_of(r[0]).call("swap arguments", {value(9u), value(2u), value(1'000'001u)})[0].get<std::uint32_t>() ==
          std::uint32_t(-7));
    CHECK(r[0].in_loop(million, 1) == 3 * million + 1);
  });
}

CLAIM(a_million_calls_without_values) {
  chain r(1);
  on_a_small_stack([&] { r[0].no_values(); });
  CHECK(r.hops(0) == million);
}

CLAIM(a_million_calls_with_many_arguments_and_results) {
  chain r(1);
  on_a_small_stack([&] {
    CHECK(r[0].few(million) == std::make_tuple(std::uint64_t{40}, 45u, 32.0f, 36.0));
    const auto direct = r[0].many(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
    CHECK(direct == std::make_tuple(std::uint64_t{40}, 45u, 32.0f, 36.0));
  });
}

CLAIM(references_travel_along) {
  chain r(1);
  int object = 0;
  const auto function = handle_of(r[0]).function<step>("itself");
  on_a_small_stack([&] {
    const auto [external, internal] = r[0].references(million, wasm2cpp::externref_of(&object), function.get());
    CHECK(wasm2cpp::pointer_of(external) == &object && internal == function.get());
  });
}

CLAIM(a_million_calls_through_a_table) {
  chain r(1);
  on_a_small_stack([&] { CHECK(r[0].through_own_table(million, 7) == 10'000'007); });
  CHECK(r.hops(0) == million + 1);
}

CLAIM(a_million_calls_through_a_table_of_several_instances_reach_each) {
  chain r(4);
  for (std::uint32_t i = 0; i != 4; ++i) handle_of(r[i]).call("put", {value(i)});
  on_a_small_stack([&] { CHECK(r[2].around(million, 3) == 20'000'003); });  // the last call is of element 1
  CHECK(r.hops(0) == million / 4 && r.hops(1) == million / 4 && r.hops(2) == million / 4 + 1 &&
        r.hops(3) == million / 4);
}

CLAIM(imported_functions_are_called_in_their_own_instance) {
  chain r(200);
  on_a_small_stack([&] {
    CHECK(r[199].bounce(150, 1) == 500'000'001);  // 150 instances further on: the 50th
    r[199].bounce_void(120);
  });
  for (std::size_t i = 0; i != 200; ++i) CHECK(r.hops(i) == (i >= 79 ? 2 : i >= 49 ? 1 : 0));
}

CLAIM(a_million_calls_through_imports_and_a_table) {
  chain r(2, "around");  // the second's bounce goes to the first's around, and that through the table to the second
  const auto around = handle_of(r[0]).function<step>("around"), bounce = handle_of(r[1]).function<step>("bounce");
  for (const std::uint64_t i : {0, 2}) r.table.set(i, bounce), r.table.set(i + 1, around);
  on_a_small_stack([&] { CHECK(around(2 * million, 3) == 10'000'003); });
  CHECK(r.hops(0) == million + 1 && r.hops(1) == million);
}

CLAIM(tail_calls_inside_and_outside_take_turns) {
  chain r(200, "inside_then_outside");
  on_a_small_stack([&] {
    CHECK(
        handle_of(r[199]).call("inside_then_outside", {value(std::uint64_t{150}), value(1u)})[0].get<std::uint32_t>() ==
        500'000'001);
  });
  for (std::size_t i = 0; i != 200; ++i) CHECK(r.hops(i) == (i > 49 ? 2 : i == 49 ? 1 : 0));
}

CLAIM(instances_take_turns_without_mixing) {
  chain r(3);
  for (int round = 0; round != 100; ++round)
    for (std::uint32_t i = 0; i != 3; ++i) CHECK(r[i].counting(3, 1) == (i + 1) * 10'000'000 + 1);
  for (std::size_t i = 0; i != 3; ++i) CHECK(r.hops(i) == 700);
}

CLAIM(the_host_may_be_called_and_may_throw) {
  chain r(1);
  CHECK(r[0].to_the_host(41) == 42);
  r.report = [](std::uint32_t x) -> std::uint32_t { throw std::string("thrown ") + std::to_string(x); };
  std::string caught;
  try {
    r[0].to_the_host(41);
  } catch (const std::string& text) {
    caught = text;
  }
  CHECK(caught == "thrown 42");
  CHECK(r[0].even(10) == 1);
}

CLAIM(functions_without_tail_calls_may_be_called) {
  chain r(1);
  CHECK(r[0].to_a_plain_function(40, 2) == 42 && r.hops(0) == 1);
  CHECK(r[0].through_own_table_at(2) == 5 && r.hops(0) == 2);
}

CLAIM(arguments_may_be_computed_by_tail_calls) {
  chain r(1);
  on_a_small_stack([&] { CHECK(r[0].nested_arguments(1000) == 80 - 10'000'003u); });
  r.report = [&](std::uint32_t x) { return r[0].itself(1000, 0) + x; };  // enters the instance again
  CHECK(r[0].host_between(2006) == std::uint32_t(1006 - 2006));
}

CLAIM(calls_that_are_no_tail_calls_may_wait_for_chains) {
  chain r(1);
  on_a_small_stack([&] { CHECK(r[0].waits(10'000, 100) == million); });
}

CLAIM(a_chain_may_trap_and_the_instance_goes_on) {
  chain r(1);
  on_a_small_stack([&] {
    for (int i = 0; i != 3; ++i) CHECK_TRAP(unreachable, r[0].to_a_trap(million));
    CHECK(r[0].even(million) == 1);
  });
}

CLAIM(indirect_tail_calls_check_bounds_null_and_type) {
  chain r(1);
  CHECK_TRAP(undefined_element, r[0].through_own_table_at(3));
  CHECK_TRAP(undefined_element, r[0].through_own_table_at(~0u));
  CHECK_TRAP(indirect_call_type_mismatch, r[0].through_own_table_at(1));
  CHECK_TRAP(uninitialized_element, r[0].around(3, 0));
}

CLAIM(a_start_function_may_make_them) {
  on_a_small_stack([] {
    rule_06_tail_calls_at_start::instance instance;
    CHECK(instance.left().get() == 0);
  });
}

CLAIM(threads_make_them_at_once) {
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t) {
    threads.emplace_back([] {
      chain r(2);
      for (int i = 0; i != 20; ++i) {
        CHECK(r[0].itself(20'000, 5) == 20'005);
        CHECK(r[1].bounce(1, 5) == 10'000'005);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace rule_06

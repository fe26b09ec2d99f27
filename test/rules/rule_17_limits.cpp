// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 17: guests get no more than their host allows, and what the host or the system does not give is -1, or an error
// when an instance is made; never the end of the process, and nothing is lost: what was there works on.
//
// The system refuses in three ways: by its limits of address space and of data, and by mmap and mprotect of this file,
// which stand before the C library's for the whole program, and refuse large sizes, or give up halfway, while they are
// told to.
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "claims.hpp"
#include "rule_17_limits.hpp"
#include "rule_17_limits_large_data.hpp"
#include "rule_17_limits_shared.hpp"

namespace rule_17 {
std::size_t refused_from = ~std::size_t{0};  ///< sizes that mmap and mprotect refuse
bool gives_up_halfway = false;               ///< mprotect does what makes accessible for the first page only
bool refuses_in_place = false;               ///< mmap does not replace what is there
bool refuses_to_take_back = false;           ///< mprotect does not make anything inaccessible
}  // namespace rule_17

extern "C" void* mmap(void* place, std::size_t size, int protection, int flags, int file, off_t offset) noexcept {
  const bool is_refused = rule_17::refuses_in_place && (flags & MAP_FIXED) != 0;
  if (size >= rule_17::refused_from || is_refused) return errno = ENOMEM, MAP_FAILED;
  return reinterpret_cast<void*>(syscall(SYS_mmap, place, size, protection, flags, file, offset));
}
extern "C" int mprotect(void* place, std::size_t size, int protection) noexcept {
  const bool is_refused = rule_17::refuses_to_take_back && protection == PROT_NONE;
  if (size >= rule_17::refused_from || is_refused) return errno = ENOMEM, -1;
  const bool is_halfway = rule_17::gives_up_halfway && protection != PROT_NONE;
  const long done = syscall(SYS_mprotect, place, is_halfway ? std::size_t{4096} : size, protection);
  return is_halfway ? errno = ENOMEM, -1 : static_cast<int>(done);
}

namespace rule_17 {

constexpr char rule[] = "rule_17_limits";
constexpr std::uint32_t refused = 0xffff'ffff;
constexpr std::uint64_t page = 65536;
constexpr char exhausted[] = "call stack exhausted";
using wasm2cpp::store;

struct fixture {
  std::function<std::uint32_t(std::uint32_t)> f = [](std::uint32_t x) { return x; };
  rule_17_limits::instance instance;
  explicit fixture(const store& home = store())
      : instance(home, {.host = {.f = [this](std::uint32_t x) { return f(x); }}}) {}

  std::string recursion() {
    return claims::outcome_of([&] { instance.recurse(0); });
  }
  bool is_sound() {
    const std::uint32_t end = instance.size() * page;
    return instance.touch(0) == 7 && instance.touch(end - 1) == 7 &&
           claims::outcome_of([&] { instance.touch(end); }) == "out of bounds memory access" &&
           instance.grow(0) == instance.size() && instance.grow_table(0) == instance.table_size();
  }
};

std::string making(const store& home) {
  return claims::outcome_of([&] { const fixture f(home); });
}

// ---- the host's limits

CLAIM(memories_of_a_store_share_its_bytes) {
  const store home{{.memory_bytes = 10 * page}};
  fixture a(home), b(home);
  CHECK(a.instance.grow(4) == 2 && a.instance.grow(3) == refused && a.instance.grow(2) == 6);
  CHECK(b.instance.grow(1) == refused && b.instance.size() == 2 && a.is_sound() && b.is_sound());
  CHECK(a.instance.memory().grow(1) == -1);  // the host's handle is on the same memory
  const std::string why = making(home);
  CHECK_OF(why, why == "a memory of 2 pages is beyond the store's limit");
}

CLAIM(a_store_may_have_no_memory_at_all_or_more_than_there_is) {
  CHECK(making(store{{.memory_bytes = 0}}) == "a memory of 2 pages is beyond the store's limit");
  CHECK(making(store{{.memory_bytes = 2 * page - 1}}) == "a memory of 2 pages is beyond the store's limit");
  fixture f(store{{.memory_bytes = ~std::uint64_t{0} - 1}});
  CHECK(f.instance.grow(100'000) == refused && f.instance.grow(10) == 2 && f.is_sound());
}

CLAIM(bytes_come_back_with_the_memory_that_had_them) {
  const store home{{.memory_bytes = 10 * page}};
  wasm2cpp::memory kept{{.min = 0}};
  const wasm2cpp::host::ref<wasm2cpp::host::budget_object> budget = home.data()->memory_budget;
  {
    const store other{{.memory_bytes = 4 * page}};
    fixture f(other);
    kept = f.instance.memory();
  }
  CHECK(kept.grow(2) == 2 && kept.grow(1) == -1);  // its store is gone, its limit is not
  CHECK(making(home) == "no trap");
  CHECK(budget->left == 8 * page);  // an instance lives as long as its store
}

CLAIM(tables_of_a_store_share_its_elements) {
  const store home{{.table_elements = 25}};
  fixture a(home), b(home);
  CHECK(a.instance.grow_table(6) == refused && a.instance.grow_table(5) == 10 && b.instance.grow_table(1) == refused);
  CHECK(a.instance.table_size() == 15 && b.instance.table_size() == 10 && a.is_sound() && b.is_sound());
  CHECK(making(home) == "a table of 10 elements is beyond the store's limit");
}

CLAIM(a_store_holds_so_many_instances) {
  const store home{{.instances = 2}};
  fixture a(home), b(home);
  CHECK_OF(making(home), making(home) == "the store may hold 2 instances");
  CHECK(a.is_sound() && b.is_sound());
}

CLAIM(an_instance_that_is_not_made_takes_nothing) {
  const store home{{.memory_bytes = 12 * page, .table_elements = 9, .instances = 1}};
  const auto held = std::make_shared<int>(1);
  const auto f = [held](std::uint32_t x) { return x; };
  for (int i = 0; i != 3; ++i) {
    const std::string why =
        claims::outcome_of([&] { const rule_17_limits::instance instance(home, {.host = {.f = f}}); });
    CHECK_OF(why, why == "a table of 10 elements is beyond the store's limit");
  }
  CHECK(held.use_count() == 2);  // `f` has the other
  CHECK(home.data()->memory_budget->left == 12 * page && home.data()->table_budget->left == 9);
  CHECK(home.data()->instance_budget->left == 1);
  const rule_17_limits_large_data::instance other(home);
  CHECK(other.memory().size() == 10 && home.data()->memory_budget->left == 2 * page);
}

// ---- the stack

/// How deep a recursion comes that calls the host each time.
std::uint32_t depth_of_recursion(fixture& f) {
  std::uint32_t depth = 0;
  f.f = [&](std::uint32_t x) { return depth = x; };
  CHECK(f.recursion() == exhausted);
  return depth;
}

std::uint32_t depth_within(fixture& f, std::size_t bytes) {
  const wasm2cpp::stack_limit limit(bytes);
  CHECK(limit.is_in_force());
  const std::uint32_t depth = depth_of_recursion(f);
  for (int i = 0; i != 3; ++i) CHECK(depth_of_recursion(f) == depth);
  return depth;
}

void check_stack_limits() {
  fixture f;
  const std::uint32_t few = depth_within(f, 64 << 10), many = depth_within(f, 512 << 10);
  CHECK_OF(std::to_string(few) + " " + std::to_string(many), few > 100 && many > 5 * few && many < 12 * few);
  CHECK(depth_within(f, 64 << 10) == few);
  CHECK(depth_of_recursion(f) > many);  // the limit is over
  const wasm2cpp::stack_limit outer(256 << 10);
  CHECK(depth_within(f, 64 << 10) == few);
  CHECK(depth_of_recursion(f) > 2 * few);
  CHECK(!wasm2cpp::stack_limit(512 << 10).is_in_force());  // the outer one is tighter
  for (const std::size_t beyond : {std::size_t{0}, std::size_t{4096}, std::size_t{1} << 16})
    CHECK(!wasm2cpp::stack_limit(~beyond).is_in_force());
  CHECK(f.is_sound());
}

CLAIM(the_stack_is_limited_on_the_main_thread) { check_stack_limits(); }
CLAIM(the_stack_is_limited_on_another_thread) { claims::on_thread(2 << 20, check_stack_limits); }

CLAIM(a_host_function_within_a_limit_has_room_and_is_not_entered_without) {
  fixture f;
  int entered = 0;
  f.f = [&](std::uint32_t x) {
    volatile char frame[8192];
    frame[0] = static_cast<char>(x);
    ++entered;
    return f.instance.through_host(x + 1) + static_cast<std::uint32_t>(frame[0]) * 0;
  };
  const wasm2cpp::stack_limit limit(300 << 10);
  CHECK(limit.is_in_force());
  for (int i = 0; i != 3; ++i) CHECK(claims::outcome_of([&] { f.instance.through_host(0); }) == exhausted);
  CHECK(entered > 10 && f.is_sound());
}

CLAIM(a_limit_that_cannot_be_lifted_stays) {
  claims::on_thread(2 << 20, [] {
    fixture f;
    const std::uint32_t few = depth_within(f, 64 << 10);
    {
      const wasm2cpp::stack_limit outer(256 << 10);
      {
        const wasm2cpp::stack_limit inner(64 << 10);
        CHECK(outer.is_in_force() && inner.is_in_force());
        refused_from = 1;
      }
      refused_from = ~std::size_t{0};
    }
    CHECK(depth_of_recursion(f) < 2 * few && f.is_sound());
  });
}

// ---- the system's

void limit_to(int resource, std::size_t more_bytes) {
  std::size_t pages = 0, data = 0;  // each of what its limit is about: the sanitizers' shadow is much of both
  FILE* const statistics = std::fopen("/proc/self/statm", "r");
  CHECK(statistics != nullptr && std::fscanf(statistics, "%zu %*u %*u %*u %*u %zu", &pages, &data) == 2);
  std::fclose(statistics);
  const rlimit limit{(resource == RLIMIT_DATA ? data : pages) * 4096 + more_bytes, RLIM_INFINITY};
  CHECK(setrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0);
}

void end_limit(__rlimit_resource resource) {
  const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
  CHECK(setrlimit(resource, &limit) == 0);
}

/// Grows until it may not, and looks at what there is then.
void exhaust(fixture& f) {
  std::uint32_t grown = 0;
  while (f.instance.grow(64) != refused) ++grown;
  std::uint32_t grown_table = 0;
  while (f.instance.grow_table(500'000) != refused) ++grown_table;
  CHECK_OF(std::to_string(grown) + " " + std::to_string(grown_table), grown < 65536 / 64 && f.is_sound());
}

CLAIM(without_address_space_growth_is_refused_and_an_instance_is_not_made) {
  fixture before;
  limit_to(RLIMIT_AS, 64 << 20);
  exhaust(before);
  for (int i = 0; i != 3; ++i) {
    const std::string made = claims::outcome_of([&] {
      fixture f;
      exhaust(f);
    });
#if defined(WASM2CPP_CHECKED)
    CHECK_OF(made, made == "no trap");
#else
    CHECK_OF(made, made == "no trap" || made.starts_with("the system refuses a memory of 2 pages"));
#endif
  }
  const std::string shared = claims::outcome_of([] { rule_17_limits_shared::instance instance; });
  CHECK_OF(shared, shared.starts_with("the system refuses a shared memory"));
  CHECK(before.is_sound());
}

CLAIM(without_memory_for_its_state_an_instance_is_not_made) {
  const store home{{.instances = 2}};
  fixture before(home);
  wasm2cpp::module_description vast = rule_17_limits::description();
  vast.state_size = 1u << 30;
  limit_to(RLIMIT_AS, 256 << 20);
  const std::string made = claims::outcome_of(
      [&] { wasm2cpp::instantiate(home, vast, {wasm2cpp::function_import<std::uint32_t(std::uint32_t)>(before.f)}); });
  CHECK_OF(made, made == "no memory for the 1073741824 bytes of an instance");
  end_limit(RLIMIT_AS);
  CHECK(before.is_sound() && fixture(home).is_sound());
}

CLAIM(without_data_growth_is_refused) {
  fixture f;
  limit_to(RLIMIT_DATA, 16 << 20);
  exhaust(f);
}

CLAIM(growth_that_the_system_gives_up_halfway_changes_nothing) {
  fixture f;
  gives_up_halfway = true;
  for (const std::uint32_t pages : {1, 1000}) CHECK(f.instance.grow(pages) == refused && f.is_sound());
  gives_up_halfway = false;
  CHECK(f.instance.grow(1) == 2 && f.instance.memory().read<std::uint32_t>(2 * page) == 0 && f.is_sound());
}

CLAIM(what_growth_leaves_accessible_nobody_else_gets) {
  {
    fixture f;
    gives_up_halfway = refuses_to_take_back = true;
    CHECK(f.instance.grow(1) == refused && f.instance.size() == 2);
    gives_up_halfway = refuses_to_take_back = false;
    claims::outcome_of([&] { f.instance.touch(2 * page); });  // in guard mode the guest can
  }
  fixture next;
  CHECK(next.is_sound() && next.instance.grow(1) == 2 && next.instance.memory().read<std::uint32_t>(2 * page) == 0);
}

CLAIM(where_the_reservation_is_refused_only_checked_code_goes_on) {
  refused_from = std::size_t{1} << 30;
  const std::string made = claims::outcome_of([&] {
    fixture f;
    CHECK(f.is_sound() && !f.instance.memory().is_guarded());
    CHECK(f.instance.grow(100) == 2 && f.is_sound());
  });
  const std::string shared = claims::outcome_of([] { rule_17_limits_shared::instance instance; });
  refused_from = ~std::size_t{0};
#if defined(WASM2CPP_CHECKED)
  CHECK_OF(made, made == "no trap");
#else
  CHECK_OF(made, made.starts_with("the system refuses a memory of 2 pages"));
#endif
  CHECK_OF(shared, shared.starts_with("the system refuses a shared memory"));
  fixture after;
  CHECK(after.is_sound());
}

CLAIM(whatever_mapping_is_refused_instances_are_made_or_not_and_nothing_is_lost) {
  for (std::size_t size = 4096; size < std::size_t{1} << 34; size *= 2) {
    refused_from = size;
    const std::string small = making(store());
    const std::string large = claims::outcome_of([] {
      rule_17_limits_large_data::instance instance;
      CHECK(instance.memory().byte_size() >= 600'000);
    });
    refused_from = ~std::size_t{0};
    for (const std::string& outcome : {small, large})
      CHECK_OF(outcome, outcome == "no trap" || outcome.starts_with("the system refuses a memory"));
  }
  fixture after;
  CHECK(after.is_sound());
}

CLAIM(data_that_the_system_does_not_map_is_copied) {
  rule_17_limits_large_data::instance first, second;  // the second has it mapped
  refuses_in_place = true;
  rule_17_limits_large_data::instance third;
  refuses_in_place = false;
  CHECK(std::ranges::equal(third.memory().bytes(), first.memory().bytes()));
}

CLAIM(without_memory_a_host_gets_an_error_from_what_it_makes_itself) {
  refused_from = std::size_t{1} << 20;
  const std::string large = claims::outcome_of([] { wasm2cpp::memory mem{{.min = 1000}}; });
  const std::string shared =
      claims::outcome_of([] { wasm2cpp::memory mem{{.min = 1, .max = 1000, .is_shared = true}}; });
  wasm2cpp::memory small{{.min = 1}};
  CHECK(!small.is_guarded() && small.grow(1000) == -1 && small.grow(1) == 1 && small.read<std::uint32_t>(4) == 0);
  refused_from = ~std::size_t{0};
  CHECK_OF(large, large.starts_with("the system refuses a memory of 1000 pages"));
  CHECK_OF(shared, shared.starts_with("the system refuses a shared memory"));
}

}  // namespace rule_17

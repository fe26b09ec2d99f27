// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 3: recursion that never ends is the trap "call stack exhausted": whatever its form, on the main thread with any
// limit and on others, with frames larger than a guard page, and with the host in between; and afterwards all goes on.
//
// A limit of the main thread's stack holds from the program's start, so that the claims about limits run this program
// again, with the rule's name as below.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "claims.hpp"
#include "rule_03_recursion.hpp"
#include "rule_03_recursion_at_start.hpp"
#include "rule_03_recursion_large_frames.hpp"

namespace rule_03 {

using wasm2cpp::value;
constexpr char exhausted[] = "call stack exhausted";

rule_03_recursion::instance make_instance() {
  return rule_03_recursion::instance{
      {.host = {.again = [](std::uint32_t n) { return n; }, .next = [](std::uint32_t n) { return n; }}}};
}

/// Two instances, each other's "next": the host's part is a call of the other one.
struct pair_of_instances {
  wasm2cpp::store store;
  rule_03_recursion::instance a{store, imports_of(nullptr)}, b{store, imports_of(&a)};

  static rule_03_recursion::imports imports_of(rule_03_recursion::instance* other) {
    using unary = std::uint32_t(std::uint32_t);
    wasm2cpp::function_import<unary> next = [](std::uint32_t n) { return n; };
    if (other) next = handle_of(*other).function<unary>("recurses plainly");
    return {.host = {.again = [](std::uint32_t n) { return n; }, .next = std::move(next)}};
  }
};

std::string outcome_of_call(rule_03_recursion::instance& instance, std::string_view name) {
  const auto& handle = handle_of(instance);
  const std::string outcome = claims::outcome_of([&] { handle.call(name); });
  return outcome.find("argument") == std::string::npos ? outcome
                                                       : claims::outcome_of([&] { handle.call(name, {value(5)}); });
}

/// The frames are as large as they should be, if the stack (64 MiB at most) holds few of them.
void exhaust_with_large_frames() {
  rule_03_recursion_large_frames::instance large;
  CHECK_TRAP(call_stack_exhausted, large.recurse(0));
  CHECK(large.calls().get() < (64u << 20) / 70'000);
}

/// Every recursion of the module, and the one with large frames.
void exhaust_in_all_ways() {
  rule_03_recursion::instance instance = make_instance();
  unsigned count = 0;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports()) {
    if (!exported.name.starts_with("recurses") || exported.name.find("next instance") != std::string::npos) continue;
    ++count;
    const std::string outcome = outcome_of_call(instance, exported.name);
    CHECK_OF(std::string(exported.name) + ": " + outcome, outcome == exhausted);
    CHECK(instance.to_depth(100) == 100);
  }
  CHECK(count > 15);
  exhaust_with_large_frames();
}

/// Runs the claims of another rule's name with this limit of the stack; "returned" if all hold.
std::string with_stack_limit(rlim_t bytes, const char* rule) {
  const pid_t child = fork();
  if (child == 0) {
    rlimit limit{bytes, RLIM_INFINITY};
    if (setrlimit(RLIMIT_STACK, &limit) != 0) {  // the hard limit stays as it is
      getrlimit(RLIMIT_STACK, &limit);
      limit.rlim_cur = bytes;
      if (limit.rlim_max < bytes || setrlimit(RLIMIT_STACK, &limit) != 0) _exit(77);
    }
    execl("/proc/self/exe", "claims", rule, "quietly", nullptr);
    _exit(78);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  if (WEXITSTATUS(status) != 77) return WEXITSTATUS(status) == 0 ? "returned" : "failed";
  std::puts("    not tested: the hard limit of the stack forbids it");
  return "returned";
}

namespace with_any_limit {
constexpr char rule[] = "rule_03_with_another_limit";
CLAIM(recursion_is_exhaustion) { exhaust_in_all_ways(); }
}  // namespace with_any_limit

constexpr char rule[] = "rule_03_recursion";

CLAIM(recursion_is_exhaustion_on_the_main_thread) { exhaust_in_all_ways(); }

#ifndef WITH_ADDRESS_SANITIZER  // which takes minutes for such a stack
CLAIM(recursion_is_exhaustion_with_an_unlimited_stack) {
  CHECK(with_stack_limit(RLIM_INFINITY, with_any_limit::rule) == "returned");
}
#endif

CLAIM(recursion_is_exhaustion_with_a_small_stack) {
  CHECK(with_stack_limit(256 << 10, with_any_limit::rule) == "returned");
}

CLAIM(recursion_is_exhaustion_when_the_limit_changes_meanwhile) {
  rule_03_recursion::instance instance = make_instance();
  rlimit limit{};
  getrlimit(RLIMIT_STACK, &limit);
  for (const rlim_t bytes : {rlim_t{3} << 20, rlim_t{1} << 20, rlim_t{6} << 20}) {
    limit.rlim_cur = bytes;
    CHECK(setrlimit(RLIMIT_STACK, &limit) == 0);
    const std::string outcome = outcome_of_call(instance, "recurses plainly");
    CHECK_OF(outcome, outcome == exhausted);
  }
}

CLAIM(recursion_is_exhaustion_on_other_threads) {
  for (const std::size_t bytes : {std::size_t{96} << 10, std::size_t{256} << 10, std::size_t{2} << 20})
    claims::on_thread(bytes, exhaust_in_all_ways);
}

CLAIM(recursion_is_exhaustion_on_many_threads_at_once) {
  std::atomic<int> count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t != 8; ++t) {
    threads.emplace_back([&] {
      rule_03_recursion::instance instance = make_instance();
      for (int i = 0; i != 5; ++i) count += outcome_of_call(instance, "recurses plainly") == exhausted;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(count == 40);
}

CLAIM(exhaustion_may_happen_again_and_again) {
  rule_03_recursion::instance instance = make_instance();
  const auto recurse = handle_of(instance).function<std::uint32_t(std::uint32_t)>("recurses plainly");
  claims::on_thread(256 << 10, [&] {
    for (int i = 0; i != 300; ++i) CHECK_TRAP(call_stack_exhausted, recurse(0));
  });
}

CLAIM(an_instance_that_exhausts_the_stack_at_its_start_is_a_trap) {
  CHECK_TRAP(call_stack_exhausted, rule_03_recursion_at_start::instance());
  const auto made = rule_03_recursion_at_start::instance::create();
  CHECK(!made && made.error().as_trap());
}

CLAIM(the_stack_is_exhausted_no_sooner_than_it_must) {
  rule_03_recursion::instance instance = make_instance();
  claims::on_thread(8 << 20, [&] { CHECK(instance.to_depth(20'000) == 20'000); });
}

CLAIM(exhaustion_does_not_leave_the_innermost_guest) {
  wasm2cpp::function<std::uint32_t(std::uint32_t)>* inner = nullptr;
  std::string outcome;
  rule_03_recursion::instance instance{{.host = {.again =
                                                     [&](std::uint32_t n) {
                                                       outcome = claims::outcome_of([&] { (*inner)(n); });
                                                       return n + 1;
                                                     },
                                                 .next = [](std::uint32_t n) { return n; }}}};
  auto recurse = handle_of(instance).function<std::uint32_t(std::uint32_t)>("recurses plainly");
  inner = &recurse;
  CHECK(handle_of(instance).call("through the host", {value(41)}).at(0).get<std::uint32_t>() == 42);
  CHECK_OF(outcome, outcome == exhausted);
}

struct counted {
  static inline int alive = 0;
  counted() { ++alive; }
  ~counted() { --alive; }
};

/// host -> guest -> host -> guest ..., to the end of the stack.
void reenter_to_the_end() {
  wasm2cpp::function<std::uint32_t(std::uint32_t)>* again = nullptr;
  int deepest = 0;
  rule_03_recursion::instance instance{{.host = {.again =
                                                     [&](std::uint32_t n) {
                                                       const counted frame;
                                                       deepest = std::max(deepest, counted::alive);
                                                       return (*again)(n + 1) + 1;
                                                     },
                                                 .next = [](std::uint32_t n) { return n; }}}};
  auto through_host = handle_of(instance).function<std::uint32_t(std::uint32_t)>("through the host");
  again = &through_host;
  CHECK_TRAP(call_stack_exhausted, through_host(0));
  CHECK(counted::alive == 0);
  CHECK(deepest > 20);
  CHECK(instance.to_depth(10) == 10);
}

CLAIM(recursion_through_the_host_is_exhaustion_and_unwinds_every_host_frame) {
  reenter_to_the_end();
  claims::on_thread(1 << 20, reenter_to_the_end);
}

/// The host is never entered without room: what it calls itself (here the library's output) may not find the end.
CLAIM(the_host_is_entered_only_with_room_to_run) {
  unsigned calls = 0;
  rule_03_recursion::instance instance{{.host = {.again =
                                                     [&](std::uint32_t n) {
                                                       char text[8192];
                                                       std::snprintf(text, sizeof text, "%8000u", n);
                                                       ++calls;
                                                       return n + static_cast<unsigned char>(text[7999]);
                                                     },
                                                 .next = [](std::uint32_t n) { return n; }}}};
  CHECK_TRAP(call_stack_exhausted, handle_of(instance).call("recurses and calls the host", {value(0)}));
  CHECK(calls > 100 && instance.calls().get() - calls <= 1);
}

CLAIM(recursion_over_two_instances_is_exhaustion) {
  pair_of_instances instances;
  CHECK_TRAP(call_stack_exhausted, handle_of(instances.b).call("recurses into the next instance", {value(0)}));
  CHECK(instances.a.to_depth(3) == 3 && instances.b.to_depth(3) == 3);
}

/// What a trap's stack lists: the exported function itself, not the entry by which the host calls it.
std::vector<std::string> stack_of_trap_at(std::uint32_t depth) {
  rule_03_recursion::instance instance = make_instance();
  try {
    instance.sinks_x20and_x20traps(depth);
  } catch (const wasm2cpp::trap& trap) {
    return trap.stack();
  }
  return {};
}

CLAIM(an_exported_function_is_on_the_stack_of_a_trap) {
  CHECK(stack_of_trap_at(0) == std::vector<std::string>{"sinks"});
  const std::vector<std::string> deep = stack_of_trap_at(5);  // inlined into itself: fewer than six
  CHECK(!deep.empty() && deep.size() <= 6);
  for (const std::string& name : deep) CHECK(name == "sinks");
}

CLAIM(memory_is_whole_after_exhaustion) {
  rule_03_recursion::instance instance = make_instance();
  claims::on_thread(256 << 10, [&] {
    CHECK_TRAP(call_stack_exhausted, handle_of(instance).call("recurses and stores", {value(0)}));
    const auto words = instance.memory().view<std::uint32_t>(0, 64 * 65536 / 4);
    std::uint32_t depth = 0;
    while (words[depth] == depth + 1) ++depth;
    CHECK(depth > 100);
    for (std::size_t i = depth; i != words.size(); ++i) CHECK(words[i] == 0);
  });
}

}  // namespace rule_03

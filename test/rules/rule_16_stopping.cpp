// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 16: a guest that does not end is stopped from outside, wherever it is, as the trap `interrupted`; and whatever
// it was at, everything works on: the instance, its store's functions, exceptions, tables and segments, the thread.
//
// The limit is 20 ms from the request to the trap. On a machine that others use too a thread may have to wait longer
// than that for a processor, so that a claim takes the quickest of a few tries.
#include <fenv.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <random>
#include <thread>

#include "claims.hpp"
#include "rule_16_stopping.hpp"
#include "rule_16_stopping_at_start.hpp"
#include "rule_16_stopping_metered.hpp"
#include "rule_16_stopping_metered_at_start.hpp"
#include "rule_16_stopping_paths.hpp"

namespace rule_16 {

constexpr char rule[] = "rule_16_stopping";
constexpr char interrupted[] = "interrupted";
using wasm2cpp::fuel;
using wasm2cpp::set_fuel;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using milliseconds = std::chrono::milliseconds;

constexpr milliseconds limit = 20ms;
constexpr int tries = 5;

struct fixture {
  std::function<std::uint32_t(std::uint32_t)> f = [](std::uint32_t x) { return x; };
  rule_16_stopping::instance instance{{.host = {.f = [this](std::uint32_t x) { return f(x); }}}};

  void run(std::string_view name) const { handle_of(instance).call(name); }
  std::string outcome(std::string_view name) const {
    return claims::outcome_of([&] { run(name); });
  }
  /// Whether all that a guest may have been stopped in works.
  bool is_sound() {
    return instance.identity(5) == 5 && instance.element(6) == 7 && instance.catch_(8) == 8 &&
           outcome("unreachable") == "unreachable" && outcome("out_of_bounds") == "out of bounds memory access" &&
           instance.identity(9) == 9;
  }
};

struct stopping {
  std::string outcome;
  clock::duration time;
  bool was_running;
};

/// Stops what `body` runs after a while; how it ended, and how long that took.
template <class Body>
stopping stop(const fixture& f, Body body, milliseconds after = 5ms) {
  stopping result;
  std::atomic<bool> has_begun = false;
  clock::time_point end;
  std::thread runner([&] {
    has_begun = true;
    result.outcome = claims::outcome_of(body);
    end = clock::now();
  });
  while (!has_begun) std::this_thread::yield();
  std::this_thread::sleep_for(after);
  const clock::time_point begin = clock::now();
  result.was_running = wasm2cpp::interrupt(f.instance);
  runner.join();
  result.time = end - begin;
  return result;
}

std::string text(const std::string& what, const stopping& s) {
  return what + ": " + s.outcome + " after " + std::to_string(s.time / 1us) + " us";
}

std::vector<std::string> endless_loops(const fixture& f) {
  std::vector<std::string> names;
  for (const wasm2cpp::export_info& exported : handle_of(f.instance).exports())
    if (exported.name.starts_with("loop: ")) names.emplace_back(exported.name);
  return names;
}

/// Stops an endless loop again and again: each time it is stopped, at least once in time, and all works on.
void check_loop(fixture& f, const std::string& name) {
  clock::duration quickest = 1h;
  for (int i = 0; i != tries && (i == 0 || quickest > limit); ++i) {
    const stopping s = stop(f, [&] { f.run(name); });
    CHECK_OF(text(name, s), s.outcome == interrupted && s.was_running);
    CHECK_OF(name, f.is_sound());
    quickest = std::min(quickest, s.time);
  }
  CHECK_OF(name + ": " + std::to_string(quickest / 1us) + " us", quickest <= limit);
}

CLAIM(every_endless_loop_is_stopped_within_20_ms_and_all_works_on) {
  fixture f;
  const std::vector<std::string> names = endless_loops(f);
  CHECK(names.size() == 26);
  for (const std::string& name : names) {
    f.f = [&](std::uint32_t x) -> std::uint32_t {
      if (name == "loop: exceptions of the host") throw wasm2cpp::exception(f.instance.oops(), 1u);
      return x;
    };
    check_loop(f, name);
  }
}

CLAIM(a_guest_that_waits_is_woken) {
  fixture f;
  check_loop(f, "wait");
}

CLAIM(the_guests_calls_are_known_by_name) {
  fixture f;
  std::vector<std::string> names;
  stop(f, [&] {
    try {
      f.run("loop: recursion");
    } catch (const wasm2cpp::trap& trap) {
      CHECK(trap.kind() == wasm2cpp::trap_kind::interrupted);
      names = trap.stack();
      throw;
    }
  });
  CHECK(!names.empty() && names[0].find("fib") != std::string::npos);
}

CLAIM(what_does_not_run_is_not_stopped_nor_what_comes_later) {
  fixture f;
  for (int i = 0; i != 1000; ++i) {
    CHECK(!wasm2cpp::interrupt(f.instance));
    CHECK(f.instance.identity(3) == 3);
  }
}

CLAIM(a_request_ends_with_the_call_that_it_meets) {
  fixture f;
  std::atomic<bool> is_done = false;
  std::atomic<std::uint32_t> serial = 0;  // odd while a call runs that may be stopped
  std::thread interrupter([&] {
    while (!is_done) {
      const std::uint32_t before = serial;
      if (before % 2 == 0) continue;
      wasm2cpp::interrupt(f.instance);
      while (serial == before && !is_done) std::this_thread::yield();
    }
  });
  for (int i = 0; i != 3000; ++i) {
    ++serial;
    (void)claims::outcome_of([&] { f.instance.churn(3); });
    ++serial;
    // The interrupter may be late: then its request meets this call, or none. The next one is free of it.
    (void)claims::outcome_of([&] { f.instance.identity(3); });
  }
  is_done = true;
  interrupter.join();
  CHECK(f.is_sound());
}

struct counted {
  static inline int alive = 0, destroyed = 0;
  counted() { ++alive; }
  ~counted() { --alive, ++destroyed; }
};

CLAIM(host_frames_between_guests_unwind_and_outer_guests_are_stopped_too) {
  fixture f;
  f.f = [&](std::uint32_t depth) -> std::uint32_t {
    const counted frame;
    if (depth != 0) return f.instance.through_host(depth - 1);
    f.run("loop: empty");
    return 0;
  };
  const stopping s = stop(f, [&] { f.instance.through_host(5); });
  CHECK_OF(text("nested", s), s.outcome == interrupted);
  CHECK(counted::alive == 0 && counted::destroyed == 6);
  CHECK(f.is_sound());
}

CLAIM(a_host_function_goes_on_and_its_guest_is_stopped_when_it_returns) {
  fixture f;
  std::atomic<bool> is_in_host = false, has_been_asked = false;
  int steps = 0;
  f.f = [&](std::uint32_t x) {
    is_in_host = true;
    while (!has_been_asked) ++steps;
    CHECK_OF(f.outcome("unreachable"), f.outcome("unreachable") == interrupted);  // no guest of it runs any more
    return x;
  };
  std::string outcome;
  std::thread runner([&] { outcome = claims::outcome_of([&] { f.instance.through_host(1); }); });
  while (!is_in_host) std::this_thread::yield();
  CHECK(wasm2cpp::interrupt(f.instance));
  has_been_asked = true;
  runner.join();
  CHECK_OF(outcome, outcome == interrupted && steps > 0);
  f.f = [](std::uint32_t x) { return x; };
  CHECK(f.is_sound());
}

CLAIM(a_host_function_may_stop_its_own_guest) {
  fixture f;
  f.f = [&](std::uint32_t x) { return CHECK(wasm2cpp::interrupt(f.instance)), x; };
  CHECK(claims::outcome_of([&] { f.instance.through_host(1); }) == interrupted);
  f.f = [](std::uint32_t x) { return x; };
  CHECK(f.is_sound());
}

CLAIM(a_blocking_system_call_of_the_host_returns_early) {
  fixture f;
  f.f = [](std::uint32_t x) {
    CHECK(poll(nullptr, 0, 20'000) == -1 && errno == EINTR);
    return x;
  };
  const stopping s = stop(f, [&] { f.instance.through_host(1); });
  CHECK_OF(text("poll", s), s.outcome == interrupted && s.time < 5s);
}

/// As if its thread had lost the processor just before the call.
CLAIM(a_system_call_of_the_host_that_begins_after_the_request_returns_early) {
  fixture f;
  bool is_early = false;
  f.f = [&](std::uint32_t x) {
    while (!wasm2cpp::stop_requested()) continue;
    for (const clock::time_point end = clock::now() + 3ms; clock::now() < end;) continue;
    is_early = poll(nullptr, 0, 1000) == -1 && errno == EINTR;
    return x;
  };
  for (int i = 0; i != tries && !is_early; ++i)
    CHECK(stop(f, [&] { f.instance.through_host(1); }).outcome == interrupted);
  CHECK(is_early);
}

CLAIM(a_deadline_stops_what_is_late_and_spares_what_is_not) {
  fixture f;
  {
    const wasm2cpp::deadline late(f.instance, 30ms);
    CHECK(f.instance.identity(4) == 4);
    const clock::time_point begin = clock::now();
    CHECK(f.outcome("loop: empty") == interrupted && clock::now() - begin >= 20ms);
    CHECK(f.outcome("loop: stores") == interrupted);  // the time is still over
  }
  {
    const wasm2cpp::deadline never(f.instance, 1h);
    CHECK(f.is_sound());
  }
  CHECK(f.is_sound());
  const wasm2cpp::deadline outer(f.instance, 1h);
  const wasm2cpp::deadline inner(handle_of(f.instance), 10ms);
  CHECK(f.outcome("loop: calls") == interrupted);
}

CLAIM(the_longest_deadline_never_comes) {
  fixture f;
  f.f = [](std::uint32_t x) { return std::this_thread::sleep_for(20ms), x; };
  const wasm2cpp::deadline never(f.instance, std::chrono::nanoseconds::max());
  CHECK(claims::outcome_of([&] { f.instance.through_host(1); }) == "no trap");
  const wasm2cpp::deadline always(f.instance, std::chrono::nanoseconds::min());
  CHECK(claims::outcome_of([&] { f.instance.through_host(1); }) == interrupted);
}

CLAIM(a_deadline_limits_the_start_function) {
  for (int i = 0; i != tries; ++i) {
    const wasm2cpp::store store;
    const wasm2cpp::deadline late(store, 10ms);
    const std::string outcome = claims::outcome_of([&] { rule_16_stopping_at_start::instance instance{store}; });
    CHECK_OF(outcome, outcome == interrupted);
  }
}

CLAIM(deadlines_of_many_threads_stop_each_its_own) {
  std::atomic<int> right = 0;
  std::vector<std::thread> runners;
  for (int t = 0; t != 8; ++t) {
    runners.emplace_back([&, t] {
      fixture f;
      for (int i = 0; i != 10; ++i) {
        const wasm2cpp::deadline late(f.instance, milliseconds(t + i));
        right += f.outcome(t % 2 == 0 ? "loop: empty" : "loop: exceptions") == interrupted;
      }
      right += f.is_sound();
    });
  }
  for (std::thread& runner : runners) runner.join();
  CHECK(right == 8 * 11);
}

CLAIM(a_guest_on_one_thread_is_stopped_and_those_on_others_are_not) {
  fixture stopped;
  std::atomic<int> right = 0;
  std::vector<std::thread> others;
  for (int t = 0; t != 7; ++t) {
    others.emplace_back([&] {
      fixture f;
      right += claims::outcome_of([&] { f.instance.churn(2000); }) == "no trap";
    });
  }
  for (int i = 0; i != 20; ++i)
    CHECK(stop(
              stopped, [&] { stopped.run("loop: calls"); }, 1ms)
              .outcome == interrupted);
  for (std::thread& other : others) other.join();
  CHECK(right == 7);
}

/// A guest that does everything is stopped at moments that nobody has chosen, and is sound every time.
CLAIM(a_thousand_requests_at_any_moment_leave_everything_sound) {
  fixture f;
  std::uint32_t host_depth = 0;
  f.f = [&](std::uint32_t x) -> std::uint32_t {
    const counted frame;
    if (x % 8 != 0 || host_depth != 0) return x;
    ++host_depth;
    const std::string inner = claims::outcome_of([&] { f.instance.churn(3); });
    --host_depth;
    CHECK_OF(inner, inner == "no trap" || inner == interrupted);
    return x;
  };
  std::atomic<bool> is_done = false;
  std::atomic<int> requests = 0;
  std::thread interrupter([&] {
    std::mt19937 random(16);
    while (!is_done) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 400));
      requests += wasm2cpp::interrupt(f.instance);
    }
  });
  int stopped = 0;
  for (const clock::time_point end = clock::now() + 15s; stopped < 1000 && clock::now() < end;) {
    const std::string outcome = claims::outcome_of([&] { f.instance.churn(100'000); });
    CHECK_OF(outcome, outcome == interrupted || outcome == "no trap");
    stopped += outcome == interrupted;
    CHECK(counted::alive == 0 && std::uncaught_exceptions() == 0);
  }
  is_done = true;
  interrupter.join();
  CHECK_OF(std::to_string(stopped) + " of " + std::to_string(requests), stopped >= 200 && requests >= stopped);
  CHECK(f.is_sound());
}

CLAIM(a_stopped_store_is_freed_when_its_last_handle_goes) {
  struct token {
    bool& is_freed;
    explicit token(bool& flag) : is_freed(flag) {}
    ~token() { is_freed = true; }
  };
  for (const char* const name : {"loop: exceptions", "loop: rethrown exceptions"}) {
    bool is_freed = false;
    {
      const auto held = std::make_shared<token>(is_freed);
      rule_16_stopping::instance instance{{.host = {.f = [held](std::uint32_t x) { return x; }}}};
      for (int i = 0; i != 100; ++i) {
        const wasm2cpp::deadline late(instance, std::chrono::microseconds(50 * i));
        CHECK(claims::outcome_of([&] { handle_of(instance).call(name); }) == interrupted);
      }
    }
    CHECK_OF(name, is_freed);  // an exception that nobody let go would keep it
  }
}

CLAIM(the_signal_mask_and_the_modes_of_floating_point_are_as_before) {
  fixture f;
  fesetround(FE_UPWARD);
  const double third = f.instance.sum(1, 0x1p-60);
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  for (const char* const name : {"loop: empty", "loop: floating point", "out_of_bounds"}) {
    const wasm2cpp::deadline late(f.instance, 2ms);
    (void)f.outcome(name);
    CHECK_OF(name, fegetround() == FE_UPWARD);
  }
  CHECK(f.instance.sum(1, 0x1p-60) == third && third > 1);
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int signal = 1; signal < SIGRTMAX; ++signal) CHECK(sigismember(&before, signal) == sigismember(&after, signal));
}

volatile int host_signals = 0;

CLAIM(a_hosts_own_handler_does_not_see_our_signals) {
  struct sigaction action {};
  action.sa_handler = [](int) { host_signals = host_signals + 1; };
  sigaction(SIGSEGV, &action, nullptr);
  fixture f;
  for (int i = 0; i != 20; ++i)
    CHECK(stop(
              f, [&] { f.run("loop: empty"); }, 1ms)
              .outcome == interrupted);
  CHECK(host_signals == 0);
  raise(SIGSEGV);
  CHECK(host_signals == 1);
}

CLAIM(a_host_that_owns_the_signals_hands_them_on) {
  CHECK(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::host_owned));
  struct sigaction action {};
  action.sa_sigaction = [](int signal, siginfo_t* info, void* context) {
    host_signals = host_signals + 1;
    if (!wasm2cpp::handle_signal(signal, info, context)) _exit(9);
  };
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
  fixture f;
  CHECK(stop(f, [&] { f.run("loop: empty"); }).outcome == interrupted && host_signals > 0);
  CHECK(f.is_sound());
}

CLAIM(a_guest_is_stopped_where_the_system_has_no_room_for_signals_values) {
  fixture f;
  const rlimit none{0, 0};
  CHECK(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
  for (const char* const name : {"loop: empty", "loop: exceptions", "loop: stores"}) check_loop(f, name);
  const wasm2cpp::deadline late(f.instance, 10ms);
  CHECK(f.outcome("loop: calls") == interrupted);
}

CLAIM(without_signals_a_guest_is_stopped_where_it_calls_the_host) {
  CHECK(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::none));
  fixture f;
  CHECK(stop(f, [&] { f.run("loop: host"); }).outcome == interrupted);
  CHECK(stop(
            f, [&] { f.run("wait"); }, 50ms)
            .outcome == interrupted);
  struct sigaction current {};
  sigaction(SIGSEGV, nullptr, &current);
  CHECK(current.sa_handler == SIG_DFL);
}

CLAIM(a_child_of_fork_stops_its_own_guests) {
  fixture f;
  const wasm2cpp::deadline outer(f.instance, 1h);
  CHECK(stop(f, [&] { f.run("loop: empty"); }).outcome == interrupted);
  const std::string end = claims::ending_of([&] {
    const stopping s = stop(f, [&] { f.run("loop: empty"); });
    if (s.outcome != interrupted) _exit(3);
    const wasm2cpp::deadline late(f.instance, 5ms);
    if (f.outcome("loop: stores") != interrupted) _exit(4);
  });
  CHECK_OF(end, end == "returned");
  f.f = [&](std::uint32_t x) -> std::uint32_t {
    const std::string inner = claims::ending_of([&] {  // the thread that runs the guest is another there
      const wasm2cpp::deadline late(f.instance, 5ms);
      f.f = [](std::uint32_t y) { return y; };
      if (f.outcome("loop: empty") != interrupted) _exit(5);
    });
    CHECK_OF(inner, inner == "returned");
    return x;
  };
  CHECK(f.instance.through_host(3) == 3);
}

// ---- what asks and counts by itself

struct metered {
  std::function<std::uint32_t(std::uint32_t)> f = [](std::uint32_t x) { return x; };
  rule_16_stopping_metered::instance instance{{.host = {.f = [this](std::uint32_t x) { return f(x); }}}};

  /// How much `body` takes.
  template <class Body>
  std::uint64_t taken_by(Body body, std::uint64_t given = 1'000'000) {
    set_fuel(instance, given);
    outcome = claims::outcome_of(body);
    return given - fuel(instance);
  }
  std::string outcome;
};

CLAIM(interruptible_code_is_stopped_without_signals) {
  CHECK(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::none));
  metered m;
  for (const wasm2cpp::export_info& exported : handle_of(m.instance).exports()) {
    if (!exported.name.starts_with("loop: ")) continue;
    clock::duration quickest = 1h;
    for (int i = 0; i != tries && (i == 0 || quickest > limit); ++i) {
      std::atomic<bool> has_begun = false;
      std::string outcome;
      std::thread runner([&] {
        has_begun = true;
        outcome = claims::outcome_of([&] { handle_of(m.instance).call(exported.name); });
      });
      while (!has_begun) std::this_thread::yield();
      std::this_thread::sleep_for(5ms);
      const clock::time_point begin = clock::now();
      CHECK(wasm2cpp::interrupt(m.instance));
      runner.join();
      quickest = std::min(quickest, clock::now() - begin);
      CHECK_OF(std::string(exported.name) + ": " + outcome, outcome == interrupted);
    }
    CHECK_OF(std::string(exported.name) + ": " + std::to_string(quickest / 1us) + " us", quickest <= limit);
  }
  CHECK(m.instance.identity(7) == 7);
}

CLAIM(fuel_is_the_number_of_instructions) {
  metered m;
  for (const std::uint32_t n : {1u, 2u, 1000u}) {
    const std::uint64_t taken = m.taken_by([&] { m.instance.sum(n); });
    CHECK_OF(std::to_string(taken), taken == 2 + 10 * n + 1);
  }
  CHECK(m.taken_by([&] { m.instance.arms(1); }) == 3 && m.taken_by([&] { m.instance.arms(0); }) == 4);
  CHECK(m.taken_by([&] { m.instance.identity(1); }) == 1);
  CHECK(m.taken_by([&] { m.instance.calls(1); }) == 4 + 1 + 1);
  CHECK(m.taken_by([&] { m.instance.caught(); }) == 2 && m.outcome == "no trap");
  CHECK(m.taken_by([&] { m.instance.traps(); }) == 5 && m.outcome == "unreachable");
  CHECK(m.taken_by([&] { m.instance.fib(15); }) == 17753);
}

CLAIM(fuel_is_for_the_path_that_is_taken) {
  metered m;
  const auto is = [&](const char* name, std::uint32_t argument, std::uint64_t wanted) {
    const std::uint64_t taken = m.taken_by([&] { handle_of(m.instance).call(name, {wasm2cpp::value(argument)}); });
    CHECK_OF(std::string(name) + " " + std::to_string(taken), taken == wanted);
  };
  is("table_then_return", 0, 4);
  is("table_then_return", 1, 3);
  is("branch_then_return", 0, 4);
  is("branch_then_return", 1, 3);
  is("branch_then_branch", 0, 4);
  is("branch_then_branch", 1, 6);
  is("arms_that_return", 0, 6);
  is("arms_that_return", 1, 4);
  is("handler_after_throw", 0, 5);
  for (const std::uint64_t n : {0u, 1u, 10u}) is("left_early", static_cast<std::uint32_t>(n), 4 + 11 * n);
}

CLAIM(fuel_is_what_a_counter_of_the_module_says) {
  rule_16_stopping_paths::instance instance;
  const wasm2cpp::global<std::uint32_t> counted = handle_of(instance).global<std::uint32_t>("counted");
  const auto taken_by = [&](const std::string& name, std::uint32_t x) {
    constexpr std::uint64_t plenty = 1'000'000;
    set_fuel(instance, plenty);
    handle_of(instance).call(name, {wasm2cpp::value(x)});
    return plenty - fuel(instance);
  };
  int functions = 0;
  for (; handle_of(instance).find("f" + std::to_string(functions)); ++functions)
    for (std::uint32_t x = 0; x != 64; ++x) {
      const std::string number = std::to_string(functions);
      const std::uint64_t taken = taken_by("f" + number, x);
      counted.set(0);
      taken_by("c" + number, x);
      CHECK_OF("f" + number + "(" + std::to_string(x) + ")", taken == counted.get());
    }
  CHECK(functions > 50);
}

CLAIM(without_fuel_it_stops_and_goes_on_with_more) {
  metered m;
  CHECK(m.taken_by([&] { m.instance.sum(100); }, 1002) == 1002 && m.outcome == "out of fuel");
  CHECK(m.taken_by([&] { m.instance.sum(100); }, 1003) == 1003 && m.outcome == "no trap");
  CHECK(m.taken_by([&] { m.instance.sum(100); }, 0) == 0 && m.outcome == "out of fuel");
  CHECK(m.taken_by([&] { m.instance.sum(100); }, 50) == 2 + 4 * 10 && m.outcome == "out of fuel");
  CHECK(m.taken_by([&] { m.instance.sum(100); }) == 1003 && m.outcome == "no trap");
  for (const char* const name : {"loop: empty", "loop: tail calls", "loop: exceptions", "loop: recursion"}) {
    m.taken_by([&] { handle_of(m.instance).call(name); }, 100'000);
    CHECK_OF(std::string(name) + ": " + m.outcome, m.outcome == "out of fuel");
  }
}

CLAIM(a_host_function_sees_and_sets_its_guests_fuel) {
  metered m;
  m.f = [&](std::uint32_t x) {
    CHECK(fuel(m.instance) == 8);
    set_fuel(m.instance, 20);
    return m.instance.identity(x);
  };
  CHECK(m.taken_by([&] { m.instance.through_host(3); }, 10) == std::uint64_t{10} - 19 && m.outcome == "no trap");
}

CLAIM(a_stores_fuel_pays_for_the_start_function) {
  const auto start_with = [](std::uint64_t amount) {
    const wasm2cpp::store store{{.fuel = amount}};
    return claims::outcome_of([&] {
      rule_16_stopping_metered_at_start::instance instance{store};
      CHECK(fuel(instance) == amount - 1002);
    });
  };
  CHECK_OF(start_with(1002), start_with(1002) == "no trap");
  CHECK(start_with(1003) == "no trap" && start_with(1001) == "out of fuel");
}

CLAIM(code_that_does_not_count_refuses_fuel) {
  fixture f;
  const std::string outcome = claims::outcome_of([&] { set_fuel(f.instance, 5); });
  CHECK_OF(outcome, outcome == "the module was not translated with --fuel");
}

}  // namespace rule_16

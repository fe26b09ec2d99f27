// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 9: a trap leaves the guest and nothing else. Host frames unwind as C++, threads do not see each other's, and the
// host's signals stay the host's: what is not a guest's own fault goes to whoever had the signal before, or since.
//
// What handlers do is noted in variables of this file: each claim has a process to itself. In checked mode a fault is
// only ever the end of the stack, so that `guest_fault` is that one there.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>

#include "claims.hpp"
#include "rule_09_traps.hpp"

namespace rule_09 {

constexpr char rule[] = "rule_09_traps";
using wasm2cpp::value;
using unary = std::uint32_t(std::uint32_t);

struct fixture {
  std::function<unary> f = [](std::uint32_t x) { return x; };
  rule_09_traps::instance instance{{.host = {.f = [this](std::uint32_t x) { return f(x); }}}};

  void run(std::string_view name) const { handle_of(instance).call(name); }
  std::string outcome(std::string_view name) const {
    return claims::outcome_of([&] { run(name); });
  }
  void fault() const { claims::fault(instance.memory()); }
};

#if defined(WASM2CPP_CHECKED)
constexpr char guest_fault[] = "call stack exhausted";
#else
constexpr char guest_fault[] = "out of bounds memory access";
#endif

std::string death_by(int signal) { return "signal " + std::to_string(signal); }

// ---- how a trap leaves

CLAIM(every_kind_arrives_with_the_specifications_words_again_and_again) {
  fixture f;
  unsigned kinds = 0;
  for (int round = 0; round != 3; ++round) {
    for (const wasm2cpp::export_info& exported : handle_of(f.instance).exports()) {
      const std::string name(exported.name);
      const bool is_function = exported.kind == wasm2cpp::guest::external_function;
      const bool is_range = name.starts_with("memory: ") || name.starts_with("table: ");
      if (!is_function || (name.find(' ') == std::string::npos && name != "unreachable")) continue;
      const std::string expected = is_range ? "out of bounds " + name.substr(0, name.find(':')) + " access" : name;
      CHECK_OF(name + ": " + f.outcome(name), f.outcome(name) == expected);
      ++kinds;
    }
  }
  CHECK(kinds == 3 * 18);
  CHECK(handle_of(f.instance).call("identity", {value(5u)})[0].get<std::uint32_t>() == 5);
}

CLAIM(the_guests_calls_are_known_by_name) {
  fixture f;
  const auto stack_of = [&](std::uint32_t x) {
    try {
      (void)f.instance.outer(x);
    } catch (const wasm2cpp::trap& trap) {
      return trap.stack();
    }
    return std::vector<std::string>();
  };
  for (const std::uint32_t x : {0u, 1u}) {
    const std::vector<std::string> names = stack_of(x);
    std::string all;
    for (const std::string& name : names) all += name + " ";
    CHECK_OF(all, names.size() == 4 && names[1].find("inner") != std::string::npos &&
                      names[2].find("middle") != std::string::npos && names[3].find("outer") != std::string::npos);
  }
}

struct counted {
  static inline int alive = 0, destroyed = 0;
  counted() { ++alive; }
  ~counted() { --alive, ++destroyed; }
};

CLAIM(host_frames_between_guests_unwind_and_run_their_destructors) {
  fixture f;
  for (const std::string name : {"unreachable", "out of bounds memory access", "call stack exhausted"}) {
    counted::destroyed = 0;
    f.f = [&](std::uint32_t depth) -> std::uint32_t {
      const counted frame;
      const auto on_the_heap = std::make_unique<counted>();
      if (depth != 0) return f.instance.through_host(depth - 1);
      return f.run(name), 0;
    };
    const std::string outcome = claims::outcome_of([&] { f.instance.through_host(20); });
    CHECK_OF(outcome, outcome == name);
    CHECK(counted::alive == 0 && counted::destroyed == 42);
  }
}

CLAIM(a_trap_ends_the_innermost_guest_only) {
  fixture f;
  f.f = [&](std::uint32_t depth) -> std::uint32_t {
    if (depth != 0) return f.instance.through_host(depth - 1) + (f.outcome(guest_fault) == guest_fault);
    return f.outcome("unreachable") == "unreachable";
  };
  CHECK(f.instance.through_host(10) == 11);
}

CLAIM(a_thread_is_as_it_was_however_a_guest_is_left) {
  const wasm2cpp::guest::thread_state& thread = wasm2cpp::guest::this_thread;
  const auto is_idle = [&] { return thread.innermost == nullptr && thread.running == nullptr && !thread.guest_running; };
  fixture f;
  const auto is_trapped = [&] { return claims::outcome_of([&] { (void)f.instance.outer(0); }) != "no trap"; };
  CHECK(f.instance.through_host(7) == 7 && is_idle());
  CHECK(is_trapped() && is_idle());
  f.f = [](std::uint32_t x) -> std::uint32_t { throw x; };
  try {
    (void)f.instance.through_host(8);
    CHECK(false);
  } catch (const std::uint32_t thrown) {
    CHECK(thrown == 8 && is_idle());
  }
  f.f = [&](std::uint32_t depth) -> std::uint32_t {
    const auto* const innermost = thread.innermost;
    const auto* const running = thread.running;
    const std::uint32_t inner = depth != 0 ? f.instance.through_host(depth - 1) : is_trapped();
    return inner + (thread.innermost == innermost && thread.running == running && !thread.guest_running);
  };
  CHECK(f.instance.through_host(5) == 7 && is_idle());
}

CLAIM(a_trap_arrives_in_a_destructor_while_another_is_on_its_way) {
  fixture f;
  struct traps_too {
    const fixture& f;
    std::string& outcome;
    ~traps_too() { outcome = f.outcome(guest_fault); }
  };
  std::string inner;
  const std::string outer = claims::outcome_of([&] {
    const traps_too frame{f, inner};
    f.run("unreachable");
  });
  CHECK(outer == "unreachable" && inner == guest_fault && std::uncaught_exceptions() == 0);
}

CLAIM(traps_on_many_threads_at_once_stay_apart) {
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t != 8; ++t) {
    threads.emplace_back([&, t] {
      fixture f;
      const char* const name = t % 2 == 0 ? "out of bounds memory access" : "integer divide by zero";
      for (int i = 0; i != 500; ++i) right += f.outcome(name) == name;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 8 * 500);
}

CLAIM(the_signal_mask_and_errno_are_as_before) {
  fixture f;
  sigset_t before, after, some;
  sigemptyset(&some);
  for (const int signal : {SIGUSR1, SIGTERM, SIGALRM}) sigaddset(&some, signal);
  pthread_sigmask(SIG_SETMASK, &some, nullptr);
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  for (const char* name : {guest_fault, "unreachable", guest_fault}) CHECK(f.outcome(name) == name);
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int signal = 1; signal < SIGRTMAX; ++signal) CHECK(sigismember(&before, signal) == sigismember(&after, signal));
}

// ---- the host's faults

CLAIM(a_fault_in_a_host_function_is_no_trap) {
  fixture f;
  f.f = [&](std::uint32_t) -> std::uint32_t { return f.fault(), 0; };
  const std::string end = claims::ending_of([&] { f.instance.through_host(0); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

CLAIM(a_fault_of_the_host_before_between_and_after_guests_is_no_trap) {
  fixture f;
  std::string end = claims::ending_of([&] { f.fault(); });
  CHECK_OF(end, end == death_by(SIGSEGV));
  CHECK(f.outcome(guest_fault) == guest_fault);
  end = claims::ending_of([&] { f.fault(); });
  CHECK_OF(end, end == death_by(SIGSEGV));
  f.f = [&](std::uint32_t) -> std::uint32_t {
    (void)f.outcome(guest_fault);  // a guest inside has trapped: this is the host once more
    return f.fault(), 0;
  };
  end = claims::ending_of([&] { f.instance.through_host(0); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

CLAIM(the_hosts_endless_recursion_is_no_trap) {
  fixture f;
  std::function<std::uint32_t(std::uint32_t)> recurse = [&](std::uint32_t x) { return recurse(x + 1) + 1; };
  f.f = [&](std::uint32_t x) { return recurse(x); };
  const std::string end = claims::ending_of([&] { f.instance.through_host(0); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

CLAIM(a_fault_on_another_thread_is_no_trap_while_a_guest_runs_here) {
  const std::string end = claims::ending_of([] {
    fixture f;
    f.f = [](std::uint32_t) -> std::uint32_t { return 0; };
    std::atomic<bool> runs = false;
    std::thread guest([&] {
      fixture own;
      runs = true;
      for (;;) own.instance.add_threes(100'000'000);
    });
    while (!runs) std::this_thread::yield();
    f.fault();
  });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

// ---- the host's handlers

struct seen {
  static inline volatile int count = 0;
  static inline volatile int signal = 0;
  static inline void* volatile address = nullptr;
  static inline volatile bool on_own_stack = false;
  static inline sigset_t mask;
};
sigjmp_buf after_fault;

void note(int signal, siginfo_t* info, void*) {
  seen::count = seen::count + 1;
  seen::signal = signal;
  seen::address = info ? info->si_addr : nullptr;
  pthread_sigmask(SIG_SETMASK, nullptr, &seen::mask);
}
void leave(int signal, siginfo_t* info, void* context) {
  note(signal, info, context);
  siglongjmp(after_fault, 1);
}
void leave_plainly(int signal) { leave(signal, nullptr, nullptr); }

void install(int signal, void (*handler)(int, siginfo_t*, void*), int flags, std::initializer_list<int> blocked = {}) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = flags | SA_SIGINFO;
  for (const int other : blocked) sigaddset(&action.sa_mask, other);
  sigaction(signal, &action, nullptr);
}

/// True if a handler left by `leave`.
bool leaves(const std::function<void()>& body) {
  if (sigsetjmp(after_fault, 1) != 0) return true;
  body();
  return false;
}

CLAIM(a_handler_from_before_gets_the_hosts_faults_and_not_the_guests) {
  install(SIGSEGV, leave, 0);
  fixture f;
  for (int i = 1; i != 4; ++i) {
    CHECK(f.outcome(guest_fault) == guest_fault);
    CHECK(leaves([&] { f.fault(); }));
    CHECK(seen::count == i && seen::signal == SIGSEGV && seen::address != nullptr);
  }
}

CLAIM(a_handler_from_before_gets_faults_of_host_functions_and_the_guest_may_be_abandoned) {
  install(SIGSEGV, leave, 0);
  fixture f;
  f.f = [&](std::uint32_t) -> std::uint32_t {
    if (!leaves([&] { f.fault(); })) return 0;
    return 7;
  };
  CHECK(f.instance.through_host(0) == 7 && seen::count == 1);
  CHECK(f.outcome(guest_fault) == guest_fault && seen::count == 1);
}

CLAIM(a_plain_handler_is_called_plainly) {
  struct sigaction action {};
  action.sa_handler = leave_plainly;
  sigaction(SIGSEGV, &action, nullptr);
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  CHECK(leaves([&] { f.fault(); }) && seen::count == 1);
}

CLAIM(a_handlers_mask_is_honoured) {
  install(SIGSEGV, leave, 0, {SIGUSR2});
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  CHECK(leaves([&] { f.fault(); }));
  CHECK(sigismember(&seen::mask, SIGUSR2) && sigismember(&seen::mask, SIGSEGV) && !sigismember(&seen::mask, SIGUSR1));
}

CLAIM(a_handler_that_does_not_defer_is_not_deferred) {
  install(SIGSEGV, leave, SA_NODEFER);
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  CHECK(leaves([&] { f.fault(); }));
  CHECK(!sigismember(&seen::mask, SIGSEGV));
}

CLAIM(a_handler_for_once_is_called_once) {
  install(SIGSEGV, leave, static_cast<int>(SA_RESETHAND));
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  CHECK(leaves([&] { f.fault(); }));
  CHECK(f.outcome(guest_fault) == guest_fault);
  const std::string end = claims::ending_of([&] { (void)leaves([&] { f.fault(); }); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

/// A page that the handler below makes accessible: how a garbage collector's write barrier works.
char* protected_page = nullptr;
void unprotect(int signal, siginfo_t* info, void* context) {
  note(signal, info, context);
  if (info->si_addr != protected_page) _exit(3);
  mprotect(protected_page, 4096, PROT_READ | PROT_WRITE);
}

CLAIM(a_handler_may_mend_a_fault_of_the_host_and_return) {
  install(SIGSEGV, unprotect, 0);
  fixture f;
  protected_page = static_cast<char*>(mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  CHECK(f.outcome(guest_fault) == guest_fault);
  f.f = [](std::uint32_t x) -> std::uint32_t {
    *const_cast<volatile char*>(protected_page) = 5;
    return x + static_cast<std::uint32_t>(*protected_page);
  };
  CHECK(f.instance.through_host(8) == 13 && seen::count == 1);
}

CLAIM(ignored_and_default_faults_end_the_process) {
  for (void (*action)(int) : {SIG_IGN, SIG_DFL}) {
    const std::string end = claims::ending_of([&] {
      signal(SIGSEGV, action);
      fixture f;
      if (f.outcome(guest_fault) != guest_fault) _exit(4);
      f.fault();
    });
    CHECK_OF(end, end == death_by(SIGSEGV));
  }
}

CLAIM(a_signal_that_is_sent_while_a_guest_runs_is_no_trap) {
  install(SIGSEGV, note, 0);
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  std::atomic<bool> is_done = false;
  const pthread_t self = pthread_self();
  std::thread sender([&] {
    for (int i = 0; i != 50; ++i) {
      pthread_kill(self, SIGSEGV);
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    is_done = true;
  });
  while (!is_done) (void)f.instance.add_threes(1000);
  sender.join();
  CHECK(seen::count > 0 && seen::signal == SIGSEGV);
}

/// As a crash reporter does: it is installed after us and hands on what it does not know.
struct sigaction ours;
void hand_on(int signal, siginfo_t* info, void* context) {
  note(signal, info, context);
  ours.sa_sigaction(signal, info, context);
}

CLAIM(a_handler_from_later_that_hands_on_gets_our_traps_to_us) {
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  struct sigaction later {};
  later.sa_sigaction = hand_on;
  later.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &later, &ours);
  CHECK((ours.sa_flags & SA_SIGINFO) != 0);
  for (int i = 1; i != 4; ++i) CHECK(f.outcome(guest_fault) == guest_fault && seen::count == i);
  const std::string end = claims::ending_of([&] { f.fault(); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

CLAIM(a_handler_from_later_is_not_replaced) {
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  install(SIGSEGV, leave, 0);
  std::thread([&] {
    const fixture other;
    (void)other.outcome("unreachable");  // another thread enters a guest for the first time
  }).join();
  CHECK(leaves([&] { f.fault(); }) && seen::count == 1);
}

CLAIM(a_handler_from_later_without_a_stack_of_its_own_hands_on_too) {
  fixture f;
  CHECK(f.outcome("unreachable") == "unreachable");
  struct sigaction later {};
  later.sa_sigaction = hand_on;
  later.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &later, &ours);
#if !defined(WASM2CPP_CHECKED)  // (the stack's end is no place for a handler without another stack)
  for (int i = 1; i != 4; ++i) CHECK(f.outcome(guest_fault) == guest_fault && seen::count == i);
#endif
  const std::string end = claims::ending_of([&] { f.fault(); });
  CHECK_OF(end, end == death_by(SIGSEGV));
}

/// A fault of the host's own, which is not SIGSEGV.
__attribute__((no_sanitize("undefined"))) void fault_by(int signal) {
  if (signal == SIGFPE) {
    volatile int one = 1, zero = 0;
    one = one / zero;
  } else {
    const int file = memfd_create("empty", 0);  // no byte of the mapping is there
    *static_cast<volatile char*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)) = 1;
  }
}

struct handler_case {
  int signal;
  bool is_earlier;  ///< than the first guest
  int flags;
};

/// The host faults in a host function, and its handler gets that; the guest's traps before and after are traps.
void check_handler(const handler_case& c) {
  if (c.is_earlier) install(c.signal, leave, c.flags);
  fixture f;
  bool left = false;
  f.f = [&](std::uint32_t x) {
    left = leaves([&] { fault_by(c.signal); });
    return x;
  };
  if (f.outcome(guest_fault) != guest_fault) _exit(3);
  if (!c.is_earlier) install(c.signal, leave, c.flags);
  if (f.outcome("integer divide by zero") != "integer divide by zero" || seen::count != 0) _exit(4);
  if (f.instance.through_host(6) != 6 || !left || seen::count != 1 || seen::signal != c.signal) _exit(5);
  if (f.outcome(guest_fault) != guest_fault || f.outcome("unreachable") != "unreachable") _exit(6);
  if (f.outcome("integer divide by zero") != "integer divide by zero" || seen::count != 1) _exit(7);
}

CLAIM(handlers_of_sigbus_and_sigfpe_from_before_and_later_get_what_is_the_hosts) {
  for (const int signal : {SIGBUS, SIGFPE}) {
    for (const bool is_earlier : {true, false}) {
      for (const int flags : {0, SA_ONSTACK, static_cast<int>(SA_RESETHAND), SA_NODEFER, SA_ONSTACK | SA_NODEFER}) {
        const std::string end = claims::ending_of([&] { check_handler({signal, is_earlier, flags}); });
        CHECK_OF(std::to_string(signal) + (is_earlier ? " earlier " : " later ") + std::to_string(flags) + ": " + end,
                 end == "returned");
      }
    }
  }
}

CLAIM(without_a_handler_sigbus_and_sigfpe_of_a_host_function_end_the_process) {
  fixture f;
  for (const int signal : {SIGBUS, SIGFPE}) {
    f.f = [&](std::uint32_t x) { return fault_by(signal), x; };
    const std::string end = claims::ending_of([&] { f.instance.through_host(1); });
    CHECK_OF(end, end == death_by(signal));
  }
}

CLAIM(a_child_of_fork_traps_by_itself_and_returns_through_its_guests) {
  fixture f;
  int depth = 0;
  f.f = [&](std::uint32_t x) -> std::uint32_t {
    if (++depth != 5) return f.instance.through_host(x);
    const std::string end = claims::ending_of([&] {
      for (const char* const name : {guest_fault, "unreachable", "call stack exhausted"})
        if (f.outcome(name) != name) _exit(3);
      f.fault();
    });
    CHECK_OF(end, end == death_by(SIGSEGV));
    return x;
  };
  CHECK(f.instance.through_host(9) == 9 && depth == 5);
  depth = 0;
  const std::string end = claims::ending_of([&] {
    if (f.instance.through_host(9) != 9) _exit(3);  // a child whose child is where the guest is
  });
  CHECK_OF(end, end == "returned");
}

CLAIM(a_host_may_own_the_signals) {
  CHECK(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::host_owned));
  static const auto own = [](int signal, siginfo_t* info, void* context) {
    note(signal, info, context);
    if (wasm2cpp::handle_signal(signal, info, context)) return;
    siglongjmp(after_fault, 1);
  };
  install(SIGSEGV, own, SA_ONSTACK);
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault && seen::count == 1);
  CHECK(f.outcome("call stack exhausted") == "call stack exhausted" && seen::count == 2);
  CHECK(leaves([&] { f.fault(); }) && seen::count == 3);
  struct sigaction current {};
  sigaction(SIGSEGV, nullptr, &current);
  CHECK(current.sa_sigaction == static_cast<void (*)(int, siginfo_t*, void*)>(own));
}

CLAIM(no_handler_is_installed_where_none_is_wanted) {
  CHECK(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::none));
  fixture f;
  CHECK(f.outcome("unreachable") == "unreachable");
#if defined(WASM2CPP_CHECKED)
  CHECK(f.outcome("out of bounds memory access") == "out of bounds memory access");
#endif
  for (const int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction current {};
    sigaction(signal, nullptr, &current);
    CHECK(current.sa_handler == SIG_DFL);
  }
  stack_t stack{};
  sigaltstack(nullptr, &stack);
  CHECK((stack.ss_flags & SS_DISABLE) != 0);
}

CLAIM(other_signals_are_left_alone) {
  const auto handlers = [] {
    std::vector<void (*)(int)> all;
    for (int signal = 1; signal < SIGRTMAX; ++signal) {
      struct sigaction action {};
      sigaction(signal, nullptr, &action);
      all.push_back(action.sa_handler);
    }
    return all;
  };
  const auto before = handlers();
  fixture f;
  CHECK(f.outcome(guest_fault) == guest_fault);
  const auto after = handlers();
  for (int signal = 1; signal < SIGRTMAX; ++signal) {
    const std::size_t i = static_cast<std::size_t>(signal) - 1;
    CHECK((after[i] != before[i]) == (signal == SIGSEGV || signal == SIGBUS));
  }
}

CLAIM(the_hosts_alternate_stack_is_used_and_kept) {
  static char hosts_stack[16384];
  stack_t stack{}, current{};
  stack.ss_sp = hosts_stack;
  stack.ss_size = sizeof hosts_stack;
  sigaltstack(&stack, nullptr);
  fixture f;
  for (int i = 0; i != 3; ++i) CHECK(f.outcome("call stack exhausted") == "call stack exhausted");
  sigaltstack(nullptr, &current);
  CHECK(current.ss_sp == hosts_stack && current.ss_size == sizeof hosts_stack);
}

/// A timer's handler interrupts a guest and runs another one, which traps: the first goes on as if nothing had been.
const fixture* in_the_handler = nullptr;
void run_a_guest(int, siginfo_t*, void*) {
  const int saved = errno;
  seen::count = seen::count + (in_the_handler->outcome(guest_fault) == guest_fault);
  seen::signal = seen::signal + 1;
  errno = saved;
}

CLAIM(a_signal_handler_may_interrupt_a_guest_and_run_another) {
  fixture f, other;
  in_the_handler = &other;
  CHECK(other.outcome(guest_fault) == guest_fault);
  install(SIGUSR1, run_a_guest, SA_RESTART);
  std::atomic<bool> is_done = false;
  const pthread_t self = pthread_self();
  std::thread sender([&] {
    for (int i = 0; i != 20; ++i) {
      pthread_kill(self, SIGUSR1);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    is_done = true;
  });
  std::uint32_t expected = 0;
  while (!is_done) {
    expected += 3 * 200'000;
    CHECK(f.instance.add_threes(200'000) == expected);
  }
  sender.join();
  CHECK(seen::signal > 0 && seen::count == seen::signal);
  CHECK(f.outcome(guest_fault) == guest_fault);
}

}  // namespace rule_09

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traps and the boundary: how a trap leaves guest code, by call and by signal, through nested hosts, on any thread; how
// stacks end; and that the host's own signals stay the host's.
//
// Guest functions here are written as the emitter writes them. What changes the process for good (handlers, limits,
// death) happens in a child process, whose exit status is the test's result.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <wasm2cpp/guest/names.hpp>

#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace wasm2cpp::guest {
namespace {

#if defined(WASM2CPP_CHECKED)
constexpr bool is_checked = true;
#else
constexpr bool is_checked = false;
#endif

constexpr trap_kind exhausted = trap_kind::call_stack_exhausted;
constexpr trap_kind out_of_bounds = trap_kind::out_of_bounds_memory_access;

// ---- guest code

struct state : instance_state {
  u32 (*host)(u32);  // an imported function
};

WASM2CPP_GUEST_CODE_BEGIN
WASM2CPP_GUEST static u32 recurse(state* self, mem32 m, u32 n) {
  const u32 result = recurse(self, m, n + 1);
  keep_frame();
  return result + 1;
}

WASM2CPP_GUEST static u32 recurse_in_tail_position(state* self, mem32 m, u32 n) {
  const u32 result = recurse_in_tail_position(self, m, n + 1);
  keep_frame();
  return result;
}

// A frame of a megabyte, of which only the far end is touched before the next call.
WASM2CPP_GUEST static u32 recurse_with_large_frame(state* self, mem32 m, u32 n) {
  volatile u8 large[1 << 20];
  large[0] = u8(n);
  const u32 result = recurse_with_large_frame(self, m, n + 1);
  keep_frame();
  return result + large[0];
}

WASM2CPP_GUEST static u32 recurse_and_trap(state* self, mem32 m, u32 n) {
  if (n == 0) trap_unreachable();
  const u32 result = recurse_and_trap(self, m, n - 1);
  keep_frame();
  return result + 1;
}

WASM2CPP_GUEST static u32 recurse_through_host(state* self, mem32 m, u32 n) { return self->host(n + 1) + 1; }

WASM2CPP_GUEST static u32 outer(state* self, mem32 m, u32 n);
WASM2CPP_GUEST static u32 inner(state* self, mem32 m, u32 n) {
  if (n == 0) trap_unreachable();
  if (n == 1) return i32_load(m, 0xffffffff, 0xffffffff);
  return outer(self, m, n - 2) + 1;
}
WASM2CPP_GUEST static u32 outer(state* self, mem32 m, u32 n) { return inner(self, m, n) + 1; }
WASM2CPP_GUEST static u32 fault_at_once(state* self, mem32 m, u32 n) { return i32_load(m, 0xfffd, 0); }
WASM2CPP_GUEST_CODE_END

class owned_memory {
 public:
  owned_memory() {
    const memory_limits limits{
        .minimum = 1, .maximum = 1, .has_maximum = true, .is_64 = false, .is_shared = false, .page_bits = 16};
    EXPECT_TRUE(create_memory(data_, limits, {}));
  }
  ~owned_memory() { destroy_memory(data_); }
  mem32 get() { return memory_of<mem32>(&data_); }
  u8* base() { return data_.base; }

 private:
  memory_data data_;
};

// In a child: 0 if the claim held there. Deaths by signal n give 128 + n.
template <class Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// ---- the boundary

TEST(Boundary, ReturnsWithoutATrap) {
  u32 result = 0;
  EXPECT_EQ(trap_of([&] { result = 42; }), std::nullopt);
  EXPECT_EQ(result, 42u);
  EXPECT_FALSE(this_thread.guest_running);
}

TEST(Boundary, CatchesTheSameTrapAgainAndAgain) {
  state s{};
  owned_memory m;
  const mem32 word = m.get();
  for (int i = 0; i != 3000; ++i) {
    EXPECT_EQ(trap_of([&] { outer(&s, word, 0); }), trap_kind::unreachable);
    EXPECT_EQ(trap_of([&] { outer(&s, word, 1); }), out_of_bounds);
  }
  EXPECT_EQ(this_thread.innermost, nullptr);
  EXPECT_FALSE(this_thread.guest_running);
}

struct counts_destruction {
  int& count;
  ~counts_destruction() { ++count; }
};

// host -> guest -> host function -> guest that traps: the host function's frames unwind as C++.
TEST(Boundary, NestsThroughHostFunctions) {
  state s{};
  int destroyed = 0;
  bool host_went_on = false;
  const auto host_function = [&] {
    const host_section section;
    const counts_destruction local{destroyed};
    EXPECT_FALSE(this_thread.guest_running);
    EXPECT_EQ(trap_of([&] { outer(&s, mem32{}, 0); }), trap_kind::unreachable);
    EXPECT_FALSE(this_thread.guest_running);
    host_went_on = true;
  };
  EXPECT_EQ(trap_of([&] {
              host_function();
              EXPECT_TRUE(this_thread.guest_running);
              trap<trap_kind::integer_overflow>();
            }),
            trap_kind::integer_overflow);
  EXPECT_TRUE(host_went_on);
  EXPECT_EQ(destroyed, 1);
}

#if defined(__cpp_exceptions)
TEST(Boundary, LetsHostExceptionsPassThroughGuestFrames) {
  int destroyed = 0;
  for (int i = 0; i != 10; ++i) {
    try {
      trap_of([&] {
        const host_section section;
        const counts_destruction local{destroyed};
        trap_of([&] {
          const host_section nested;
          throw std::string("thrown by the host");
        });
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::string& message) {
      EXPECT_EQ(message, "thrown by the host");
    }
    EXPECT_EQ(this_thread.innermost, nullptr);
    EXPECT_FALSE(this_thread.guest_running);
  }
  EXPECT_EQ(destroyed, 10);
  EXPECT_EQ(trap_of([] { trap_unreachable(); }), trap_kind::unreachable);
}
#endif

TEST(Boundary, RestoresTheSignalMaskAfterAFault) {
  owned_memory m;
  const mem32 word = m.get();
  state s{};
  sigset_t before, after, usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &usr1, nullptr);
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  EXPECT_EQ(trap_of([&] { outer(&s, word, 1); }), out_of_bounds);
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_TRUE(sigismember(&after, SIGUSR1));
  EXPECT_FALSE(sigismember(&after, SIGSEGV));
  pthread_sigmask(SIG_UNBLOCK, &usr1, nullptr);
}

// ---- names

std::string stack_of(const trap_record& record) {
  std::string names;
  for (u32 i = 0; i != record.frame_count; ++i) {
    const named_function function = find_function(record.frames[i]);
    if (function.name != nullptr) names += std::string(function.module.bytes) + "." + function.name + " ";
  }
  return names;
}

TEST(CallStack, NamesGuestFunctionsInnermostFirst) {
  static const function_name names[] = {{reinterpret_cast<void (*)()>(inner), "$inner"},
                                        {reinterpret_cast<void (*)()>(outer), "$outer"},
                                        {reinterpret_cast<void (*)()>(recurse), "$recurse"}};
  static const name_table table{names, 3};
  register_names({"demo", 4}, &table, 1);
  register_names({"demo", 4}, &table, 1);
  state s{};
  owned_memory m;
  const mem32 word = m.get();
  trap_record record;
  EXPECT_EQ(trap_of([&] { outer(&s, word, 2); }, record), trap_kind::unreachable);
  EXPECT_EQ(stack_of(record), "demo.$inner demo.$outer demo.$inner demo.$outer ");
  EXPECT_EQ(trap_of([&] { outer(&s, word, 3); }, record), out_of_bounds);
  EXPECT_EQ(stack_of(record), "demo.$inner demo.$outer demo.$inner demo.$outer ");
  EXPECT_EQ(trap_of([&] { recurse(&s, word, 0); }, record), exhausted);
  EXPECT_EQ(record.frame_count, trap_record::frame_limit);
  EXPECT_NE(stack_of(record).find("demo.$recurse demo.$recurse "), std::string::npos);
  unregister_names(&table);
  EXPECT_EQ(stack_of(record), "");
}

TEST(CallStack, NamesAFunctionWhoseFirstInstructionFaults) {
  static const function_name names[] = {{reinterpret_cast<void (*)()>(fault_at_once), "$fault_at_once"}};
  static const name_table table{names, 1};
  register_names({"demo", 4}, &table, 1);
  state s{};
  owned_memory m;
  const mem32 word = m.get();
  trap_record record;
  u32 result = 0;
  EXPECT_EQ(trap_of([&] { result += fault_at_once(&s, word, 0); }, record), out_of_bounds);
  EXPECT_EQ(result, 0u);
  EXPECT_EQ(stack_of(record), "demo.$fault_at_once ");
  unregister_names(&table);
}

// ---- the end of the stack

u32 recursion(u32 (*function)(state*, mem32, u32), state& s) {
  u32 exhaustions = 0;
  for (int i = 0; i != 2; ++i) exhaustions += trap_of([&] { function(&s, mem32{}, 0); }) == exhausted;
  return exhaustions;
}

u32 all_recursions() {
  state s{};
  return recursion(recurse, s) + recursion(recurse_in_tail_position, s) + recursion(recurse_with_large_frame, s);
}

TEST(StackExhaustion, OnTheMainThread) { EXPECT_EQ(all_recursions(), 6u); }

// Runs on a thread with a stack of so many bytes.
template <class Body>
void on_thread(std::size_t stack_size, Body body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  const auto run = [](void* b) -> void* {
    (*static_cast<Body*>(b))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &body), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

// A guest may trap with hardly a frame's room left: here at every depth around the last.
void trap_at_every_depth() {
  state s{};
  u32 low = 0, high = 1u << 20;  // low depths reach the other trap, high ones end the stack
  while (high - low > 1) {
    const u32 middle = low + (high - low) / 2;
    const auto trapped = trap_of([&] { recurse_and_trap(&s, mem32{}, middle); });
    ASSERT_TRUE(trapped == exhausted || trapped == trap_kind::unreachable);
    (trapped == exhausted ? high : low) = middle;
  }
  for (u32 depth = low < 600 ? 0 : low - 600; depth != high + 40; ++depth) {
    const auto trapped = trap_of([&] { recurse_and_trap(&s, mem32{}, depth); });
    EXPECT_TRUE(trapped == exhausted || trapped == trap_kind::unreachable);
  }
}

TEST(StackExhaustion, BesideAnotherTrapIsOneOfTheTwo) { on_thread(1 << 18, trap_at_every_depth); }

TEST(StackExhaustion, OnThreadsWithSmallStacks) {
  for (const std::size_t size : {std::size_t(1) << 16, std::size_t(1) << 18, std::size_t(1) << 22}) {
    on_thread(size, [] { EXPECT_EQ(all_recursions(), 6u); });
  }
}

TEST(StackExhaustion, LeavesNoSignalStackBehind) {
  const auto mappings = [] {
    std::ifstream maps("/proc/self/maps");
    int lines = 0;
    for (std::string line; std::getline(maps, line);) ++lines;
    return lines;
  };
  on_thread(1 << 18, [] { EXPECT_EQ(all_recursions(), 6u); });
  const int before = mappings();
  for (int i = 0; i != 50; ++i)
    on_thread(1 << 18, [] { EXPECT_EQ(trap_of([] { trap_unreachable(); }), trap_kind::unreachable); });
  EXPECT_LE(mappings(), before + 5);
}

// Guest and host call each other until the stack ends; the host is never entered without room to run.
state* reentrant_state = nullptr;
u32 reentrant_host(u32 n) {
  const host_section section;
  volatile u8 hosts_frame[4096];
  hosts_frame[0] = u8(n);
  EXPECT_TRUE(n != 0);  // calls into the library
  trap_record record;
  u32 result = 0;
  const auto trapped = trap_of([&] { result = recurse_through_host(reentrant_state, mem32{}, n); }, record);
  return trapped == exhausted ? hosts_frame[0] & 0 : result + 1;
}

TEST(StackExhaustion, WhenTheHostReenters) {
  const auto body = [] {
    state s{};
    s.host = reentrant_host;
    reentrant_state = &s;
    EXPECT_EQ(trap_of([&] { EXPECT_GT(recurse_through_host(&s, mem32{}, 0), 2u); }), std::nullopt);
  };
  body();
  on_thread(1 << 20, body);
}

TEST(StackExhaustion, BeforeAHostFunctionThatWouldNotFit) {
  static int entered = 0;
  const auto body = [] {
    static u32 (*volatile recurse_and_call)(u32) = [](u32 n) -> u32 {
      {
        const host_section section;
        ++entered;
      }
      const u32 result = recurse_and_call(n + 1);
      keep_frame();
      return result + 1;
    };
    EXPECT_EQ(trap_of([] { recurse_and_call(0); }), exhausted);
  };
  body();
  EXPECT_GT(entered, 10);
}

TEST(StackExhaustion, WithAnUnlimitedStack) {
  if (has_address_sanitizer) GTEST_SKIP() << "the sanitizer limits stacks";
  const int status = in_child([] {
    const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_STACK, &limit) != 0) return 77;
    execl("/proc/self/exe", "trap_test", "--gtest_filter=StackExhaustion.OnTheMainThread", "--gtest_brief=1", nullptr);
    return 1;
  });
  if (status == 77) GTEST_SKIP() << "the hard limit forbids it";
  EXPECT_EQ(status, 0);
}

// ---- the host's signals

struct handler_call {
  int count;
  int signal;
  const void* address;
} seen;
sigjmp_buf after_fault;

void leave_handler(int signal, siginfo_t* info, void*) {
  seen = {seen.count + 1, signal, info->si_addr};
  siglongjmp(after_fault, 1);
}

void leave_plain_handler(int signal) {
  seen = {seen.count + 1, signal, nullptr};
  siglongjmp(after_fault, 1);
}

void note_signal(int signal) { seen = {seen.count + 1, signal, nullptr}; }

void install(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = flags | SA_SIGINFO;
  sigaction(signal, &action, nullptr);
}

void install_plain(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

volatile int* const nowhere = reinterpret_cast<int*>(0x1230);

// Faults for true in host code; true if a handler jumped out.
bool host_faults() {
  if (sigsetjmp(after_fault, 1) != 0) return true;
  *nowhere = 1;
  return false;
}

// Signal state is per process: each of these starts from a process in which no guest has run... but a fork of this one
// has inherited what earlier tests installed, so that it starts by forgetting it.
void forget_handlers() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(SIGSEGV, &standard, nullptr);
  sigaction(SIGBUS, &standard, nullptr);
  pthread_once_t fresh = PTHREAD_ONCE_INIT;
  std::memcpy(&signals.once, &fresh, sizeof fresh);
  signals.is_decided = false;
  signals.mode = signal_mode::chain;
  this_thread.prepared_for = false;
}

int guest_fault() {
  owned_memory m;
  const mem32 word = m.get();
  state s{};
  return trap_of([&] { outer(&s, word, 1); }) == out_of_bounds ? 0 : 1;
}

// As a worker thread often is that leaves signals to another.
TEST(Signals, TrapsAreFoundWhereTheHostBlocksAllSignals) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              sigset_t all;
              sigfillset(&all);
              pthread_sigmask(SIG_BLOCK, &all, nullptr);
              return is_checked ? 0 : guest_fault();
            }),
            0);
}

// As in a sandbox without /proc, where the C library cannot tell where the main thread's stack is.
TEST(StackExhaustion, WithoutAFileDescriptor) {
  if (has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs descriptors";
  EXPECT_EQ(in_child([] {
              forget_handlers();
              const rlimit none{0, 0};
              setrlimit(RLIMIT_NOFILE, &none);
              return all_recursions() == 6 ? 0 : 1;
            }),
            0);
}

TEST(Signals, HostFaultsGoToTheHostsHandler) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              install(SIGSEGV, leave_handler, 0);
              if (guest_fault() != 0 || seen.count != 0) return 1;
              if (!host_faults() || seen.count != 1 || seen.address != nowhere) return 2;
              return guest_fault();
            }),
            0);
}

TEST(Signals, FaultsInHostFunctionsGoToTheHostsHandler) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              install(SIGSEGV, leave_handler, 0);
              owned_memory m;
              int result = 1;
              const auto trapped = trap_of([&] {
                const host_section section;
                // Even inside a guest's reservation: host code has no business there.
                volatile u8* const guarded = m.base() + 65536;
                if (sigsetjmp(after_fault, 1) == 0) {
                  *guarded = 1;
                } else {
                  result = 0;
                }
              });
              return trapped == std::nullopt && seen.count == 1 ? result : 3;
            }),
            0);
}

TEST(Signals, PlainHandlersAreCalledPlainly) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              install_plain(SIGSEGV, leave_plain_handler, SA_NODEFER);
              if (guest_fault() != 0) return 1;
              return host_faults() && host_faults() && seen.count == 2 && seen.signal == SIGSEGV ? 0 : 2;
            }),
            0);
}

TEST(Signals, AHandlerWithResetHandRunsOnce) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              install(SIGSEGV, leave_handler, int(SA_RESETHAND));
              if (guest_fault() != 0) return 1;
              if (!host_faults() || seen.count != 1) return 2;
              host_faults();
              return 3;
            }),
            128 + SIGSEGV);
}

TEST(Signals, WithoutAHandlerAHostFaultEndsTheProcess) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              if (guest_fault() != 0) return 1;
              *nowhere = 1;
              return 2;
            }),
            128 + SIGSEGV);
}

TEST(Signals, ASignalThatIsSentIsNoFault) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              install_plain(SIGSEGV, note_signal, 0);
              if (guest_fault() != 0) return 1;
              if (trap_of([] { raise(SIGSEGV); }) != std::nullopt) return 2;
              return seen.count == 1 ? guest_fault() : 3;
            }),
            0);
  EXPECT_EQ(in_child([] {
              forget_handlers();
              signal(SIGSEGV, SIG_IGN);
              raise(SIGSEGV);
              if (guest_fault() != 0) return 1;
              raise(SIGSEGV);
              return 0;
            }),
            0);
}

void own_handler(int signal, siginfo_t* info, void* context) {
  ++seen.count;
  if (wasm2cpp::handle_signal(signal, info, context)) return;
  siglongjmp(after_fault, 1);
}

TEST(Signals, MayBeOwnedByTheHost) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              if (!set_signal_mode(signal_mode::host_owned)) return 1;
              install(SIGSEGV, own_handler, SA_ONSTACK);
              if (guest_fault() != 0 || (seen.count == 0) != is_checked) return 2;
              if (!host_faults()) return 3;
              if (all_recursions() != 6) return 4;
              if (set_signal_mode(signal_mode::chain)) return 5;
              return guest_fault();
            }),
            0);
}

TEST(Signals, NoneMeansNone) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              if (!set_signal_mode(signal_mode::none)) return 1;
              if (trap_of([] { trap_unreachable(); }) != trap_kind::unreachable) return 2;
              struct sigaction current {};
              sigaction(SIGSEGV, nullptr, &current);
              return current.sa_handler == SIG_DFL ? 0 : 3;
            }),
            0);
}

TEST(Signals, TheHostsAlternateStackIsKept) {
  EXPECT_EQ(in_child([] {
              forget_handlers();
              static u8 hosts_stack[1 << 16];
              stack_t stack{}, current{};
              stack.ss_sp = hosts_stack;
              stack.ss_size = sizeof hosts_stack;
              sigaltstack(&stack, nullptr);
              if (all_recursions() != 6) return 1;
              sigaltstack(nullptr, &current);
              return current.ss_sp == hosts_stack ? 0 : 2;
            }),
            0);
}

}  // namespace
}  // namespace wasm2cpp::guest

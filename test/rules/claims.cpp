// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the claims of one rule, each in a child process (claims.hpp says why).
//
//     claims RULE          prints `FAIL claim: …` for each that fails; the last line is `N passed, N failed`
//     claims RULE quietly  without that line: for a claim that runs this program again
#include "claims.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

namespace claims {

namespace {

#ifdef WITH_ADDRESS_SANITIZER
constexpr int seconds_for_a_claim = 150;  // leaving a deep stack takes it long
#else
constexpr int seconds_for_a_claim = 30;
#endif

struct Claim {
  const char* rule;
  const char* name;
  void (*run)();
};

std::vector<Claim>& all() {
  static std::vector<Claim> list;
  return list;
}

bool has_failed = false;  // in the child that runs a claim

[[noreturn]] void run_here(const Claim& claim) {
  alarm(seconds_for_a_claim);
  try {
    claim.run();
  } catch (const std::exception& error) {
    fail(claim.rule, 0, std::string("exception: ") + error.what());
  }
  std::fflush(stdout);
  _exit(has_failed ? 1 : 0);
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? "returned" : "exit status " + std::to_string(WEXITSTATUS(status));
}

bool run_in_child(const Claim& claim) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) run_here(claim);
  int status = 0;
  waitpid(child, &status, 0);
  if (status == 0) return true;
  const bool is_late = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
  std::printf("FAIL %s.%s: %s\n", claim.rule, claim.name, is_late ? "not done in time" : ending(status).c_str());
  return false;
}

}  // namespace

registration::registration(const char* rule, const char* name, void (*run)()) { all().push_back({rule, name, run}); }

void fail(const char* file, int line, const std::string& what) {
  const char* const slash = std::strrchr(file, '/');
  std::printf("    %s:%d: %s\n", slash ? slash + 1 : file, line, what.c_str());
  has_failed = true;
}

std::string outcome_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no trap";
}

std::string after(int milliseconds, const std::function<void()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    alarm(seconds_for_a_claim);
    const bool has_begun = write(ends[1], "", 1) == 1;
    if (has_begun) body();
    _exit(has_begun ? 0 : 99);
  }
  char byte;
  const bool has_begun = read(ends[0], &byte, 1) == 1;
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  int status = 0;
  const bool is_running = waitpid(child, &status, WNOHANG) == 0;
  if (is_running) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
  }
  close(ends[0]), close(ends[1]);
  return !has_begun ? "not begun" : is_running ? "running" : ending(status);
}

std::string ending_of(const std::function<void()>& body) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(seconds_for_a_claim);
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return ending(status);
}

void fault([[maybe_unused]] const wasm2cpp::memory& mem) {
#if defined(WASM2CPP_CHECKED)
  volatile std::uintptr_t address = 0x1230;
#else
  volatile std::uintptr_t address = reinterpret_cast<std::uintptr_t>(mem.bytes().data()) + mem.byte_size() + 0x1230;
#endif
  *reinterpret_cast<volatile char*>(address) = 1;
}

void on_thread(std::size_t stack_bytes, const std::function<void()>& body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, stack_bytes) != 0) fail(__FILE__, __LINE__, "pthread_attr_setstacksize");
  pthread_t thread;
  const auto run = [](void* p) -> void* { return (*static_cast<const std::function<void()>*>(p))(), nullptr; };
  if (pthread_create(&thread, &attributes, run, const_cast<std::function<void()>*>(&body)) != 0)
    fail(__FILE__, __LINE__, "pthread_create");
  else
    pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace claims

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: claims RULE [quietly]\n", stderr), 2;
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  int passed = 0, failed = 0;
  for (const claims::Claim& claim : claims::all())
    if (std::strcmp(claim.rule, argv[1]) == 0) ++(claims::run_in_child(claim) ? passed : failed);
  if (argc == 2) std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed != 0 ? 0 : 1;
}

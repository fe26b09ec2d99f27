// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the rules' programs are written with: a rule is a list of claims, and a claim is a function that checks.
//
//     namespace rule_04 {
//     constexpr char rule[] = "rule_04_integers";
//     CLAIM(division_by_zero_traps) { CHECK_TRAP(integer_divide_by_zero, instance.divide(1, 0)); }
//     }
//
// Every claim runs in a child process of its own, with a time limit: one that crashes or hangs fails alone, and each
// finds a process whose signal handlers nobody has touched. In the child the claim is on the main thread.
#pragma once

#include <functional>
#include <string>

#include <wasm2cpp/wasm2cpp.hpp>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ADDRESS_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(WITH_ADDRESS_SANITIZER)
#define WITH_ADDRESS_SANITIZER
#endif

namespace claims {

struct registration {
  registration(const char* rule, const char* name, void (*run)());
};

/// Notes that something that should hold does not.
void fail(const char* file, int line, const std::string& what);

/// What `body` ends with: a trap's message, another exception's, or "no trap".
std::string outcome_of(const std::function<void()>& body);

/// How a child process that runs `body` is after `milliseconds` from the moment when it began: "running", or how it
/// ended: "returned", "exit status 3", "signal 11".
std::string after(int milliseconds, const std::function<void()>& body);

/// An access by the host that faults: in guard mode inside the reservation of `mem`, where a guest's would be a trap.
void fault(const wasm2cpp::memory& mem);

/// How a child process that runs `body` ends, as above.
std::string ending_of(const std::function<void()>& body);

/// Runs `body` on a new thread with a stack of so many bytes, and waits for its end.
void on_thread(std::size_t stack_bytes, const std::function<void()>& body);

}  // namespace claims

#define CLAIM(name)                                                  \
  static void name();                                                \
  static const claims::registration register_##name{rule, #name, name}; \
  static void name()

#define CHECK(condition) ((condition) ? void() : claims::fail(__FILE__, __LINE__, #condition))

// Like CHECK, and says of what it holds not (a std::string).
#define CHECK_OF(what, condition) \
  ((condition) ? void() : claims::fail(__FILE__, __LINE__, std::string(what) + ": " #condition))

#define CHECK_TRAP(kind, expression)                                                                    \
  do {                                                                                                  \
    const std::string outcome = claims::outcome_of([&] { static_cast<void>(expression); });             \
    if (outcome != wasm2cpp::trap_message(wasm2cpp::trap_kind::kind))                                   \
      claims::fail(__FILE__, __LINE__, #expression ": " + outcome + ", not the trap " #kind);           \
  } while (false)

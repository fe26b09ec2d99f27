// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a thread knows about the guest that it runs: the innermost boundary, to which a trap jumps; whether guest code
// is running right now, or a host function that it called; and where the thread's stack lies.
//
// Invariants. `guest_running` is true from the moment a boundary enters guest code until it is left, except inside a
// host_section. The signal handler believes it. There is one such state per thread in the process; a library that is
// loaded by dlopen shares it with a program linked with -rdynamic, and else has its own, which is as good unless the
// program enters the library's guests itself. Everything here is trivial and constant-initialised, so that reading it
// is one thread-local access without a guard, and safe in a signal handler.
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

struct trap_record;
struct exception_heap;
struct thread_registration;  // interruption.hpp

// One activation of call_guest, in its frame: guest frames lie below it. It is part of a resume_point, which `leave`
// jumps to.
struct boundary_frame {
  void (*leave)(boundary_frame*);
  trap_record* out;
};

struct thread_state;

// A store's running: who runs its guests now, and whether they are to be stopped. One word, so that a request finds
// either a call to stop or none, and ends with that call.
struct execution {
  std::uintptr_t runner;  // atomic: the address of the thread's state, and stop_requested; 0: nobody
  exception_heap* exceptions;
  u64 fuel;  // left for the instructions of modules that count it
};

inline constexpr std::uintptr_t stop_requested = 1;

WASM2CPP_INLINE bool is_stop_requested(const execution& e) {
  return (__atomic_load_n(&e.runner, __ATOMIC_RELAXED) & stop_requested) != 0;
}

struct thread_state {
  boundary_frame* innermost;
  bool guest_running;
  u32 prepared_for;  // by prepare_thread (signals.hpp): what follows is known, unless it is 0
  bool is_main;
  const u8* stack_low;  // the lowest usable address of the thread's stack
  const u8* stack_high;
  const u8* stack_guard;      // faults from here up to stack_high are exhaustion
  std::size_t stack_reserve;  // what a host function must find left; all there is while a guest is to be stopped
  std::size_t usual_reserve;  // the same otherwise
  void* signal_stack;         // ours, or null
  void* guard_in_stack;       // the page that is made inaccessible until the thread ends, or null
  execution* running;         // of the innermost boundary's store; null if nobody said
  thread_registration* registration;  // or null
};

WASM2CPP_SHARED inline constinit thread_local thread_state this_thread{};

// What threads that enter guests are prepared for: one more when there is a collector, which must know them.
WASM2CPP_SHARED inline constinit u32 preparation = 1;

// Keeps the compiler from moving stores to this_thread, which a signal handler reads, across this point.
WASM2CPP_INLINE void compiler_barrier() { asm volatile("" ::: "memory"); }

// Bytes of the thread's stack below here. Endless where nothing is known: on a stack that is not the thread's own.
WASM2CPP_INLINE std::size_t stack_left(const thread_state& thread) {
  const u8* const here = static_cast<const u8*>(__builtin_frame_address(0));
  return here < thread.stack_low || here >= thread.stack_high ? ~std::size_t(0) : std::size_t(here - thread.stack_low);
}

}  // namespace wasm2cpp::guest

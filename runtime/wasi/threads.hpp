// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// wasi-threads: a module that imports its shared memory, and ("wasi", "thread-spawn"), is instantiated once more for
// each thread over the same memory; the thread calls its `wasi_thread_start` with a number and the argument.
//
// What that document calls a process is known here by its memory: the threads over one memory, with the one that called
// `_start`. A trap, proc_exit or other exception in any of them, or the return of `_start`, ends them all, by the trap
// `interrupted`: where one waits (memory.atomic.wait, poll_oneoff, a read or write that would block), where it calls a
// function of WASI, and else where it stands (host/interrupt.hpp). A host function that does not return is waited for for
// ever, and so, where no signals are sent, is a guest that calls nothing, unless it was translated with
// --interruptible, or the host's `on_process_end` ends the host's own process.
//
// A thread's instance gets the imports of the one that spawns it: the callables themselves, and the shared memories.
// What belongs to a store (tables, globals, other instances' functions) it cannot get; `thread_imports` may define it.
// The new thread makes it, so that its start function is stopped as all else that the thread does, and the spawner
// waits. If the spawner is to stop meanwhile, it stops the start function, and waits on: there is no thread without it.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <wasm2cpp/wasi.hpp>

#include "abi.hpp"
#include "descriptor.hpp"

namespace wasm2cpp::wasi {

/// The threads over one memory, and what has ended them.
class guest_process {
 public:
  guest_process(memory memory, std::function<void(std::exception_ptr)> on_end);

  /// All of its threads are to end, for that reason if it is the first; null for the return of `_start`.
  void end(const std::exception_ptr& why);
  /// The same, without telling the host.
  void stop();
  /// A thread is about to call a guest of that store; false if the process has ended: it must not.
  bool enter(host::ref<store_data> store);
  /// It has returned.
  void leave(const store_data* store);
  /// Stops the guests that have been entered; once more, those that a thread was only about to call.
  void interrupt_guests();
  bool has_ended() const;
  /// What ended it; null if nothing was thrown.
  std::exception_ptr reason() const;
  /// Becomes readable when it ends: for whoever waits in poll(2).
  int end_descriptor() const { return ended_.number(); }

 private:
  const memory memory_;
  const std::function<void(std::exception_ptr)> on_end_;
  const host_descriptor ended_;
  mutable std::mutex mutex_;
  bool has_ended_ = false;
  std::exception_ptr reason_;
  std::vector<host::ref<store_data>> entered_;
};

using process_ref = std::shared_ptr<guest_process>;

/// How a thread comes by its instance, or does not; its spawner waits for it.
class birth {
 public:
  /// Said by the thread: it has its instance, or none for that reason.
  void end(std::exception_ptr why);
  /// Waits for that. The guests of the thread's store are stopped if the caller, of a process over that memory, is to.
  std::exception_ptr await(const memory& memory, store_data& store);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_ended_ = false;
  std::exception_ptr why_;
};

/// The threads that guests have started.
class guest_threads {
 public:
  explicit guest_threads(const wasi_options& options) : options_(options) {}
  ~guest_threads() { end_all(); }

  /// Starts a thread of the caller's process: its number, or a negative errno.
  u32 spawn(caller& from, u32 argument);
  /// Calls `_start` of one that spawns_threads, and returns when all threads of its process have ended. Throws what
  /// ended them.
  void run(const module_instance& command);
  /// The process over a memory; null if no thread has been started there.
  process_ref process_of(const memory& memory) const;
  /// Waits for all threads to end of themselves, and throws what ended them, if something did.
  void join();
  /// Ends all threads, and waits until they have.
  void end_all();

 private:
  struct guest_thread {
    u32 number;
    process_ref process;
    std::thread handle;
  };
  using place = std::list<guest_thread>::iterator;

  process_ref make_process(const memory& memory);
  place add(process_ref process);
  u32 free_number();
  void bear(place thread, const caller& parent, u32 argument);
  void start(place thread, birth& birth, linker linker, const module_description& module, u32 argument);
  void live(place thread, birth& birth, linker linker, const module_description& module, u32 argument);
  module_instance instantiate_again(guest_process& process, linker linker, const module_description& module) const;
  void leave(place thread);
  /// Waits until no thread of the process runs; of any, if null. Threads that still compute are stopped where their
  /// process has ended. The lock under which that was so.
  std::unique_lock<std::mutex> wait_for(const guest_process* process);
  std::vector<process_ref> ended_processes() const;         ///< under the lock
  bool has_threads_of(const guest_process* process) const;  ///< under the lock
  void join_ended();

  const wasi_options& options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<const host::memory_object*, process_ref> processes_;
  u32 last_number_ = 0;
  std::list<guest_thread> running_;
  std::list<guest_thread> ended_;  ///< to be joined
};

/// Whether it imports thread-spawn, and has a shared memory, without which that does nothing.
bool spawns_threads(const module_instance& command);

/// Leaves the guest, as if by a trap.
[[noreturn]] void leave_guest();

/// The same if the process over that memory has ended. What functions of WASI do first.
inline void leave_if_ended(const memory& memory) {
  if (memory.waits_are_over()) leave_guest();
}

}  // namespace wasm2cpp::wasi

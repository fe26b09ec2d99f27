// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stopping a guest from another thread:
//
//   std::thread worker([&] { outcome = wasm2cpp::try_call([&] { return plugin.run(); }); });
//   …
//   wasm2cpp::interrupt(plugin);      // plugin.run() ends with the trap `interrupted`, within milliseconds
//
// What is interrupted is the store's call: all guests of the store that are active, innermost first. Instances that are
// linked with each other share a store. The guest is left where it stands; its memory and globals are what it had
// written until then, and it may be called again. A guest that waits (memory.atomic.wait) is woken. A host function
// that it called is not stopped: the guest is left when that returns, or calls a guest of the store. So is a guest of
// another store that such a host function has called.
//
// With set_signal_mode(signal_mode::none), and on systems other than Linux, no signals are sent: a guest is then left
// where it calls the runtime or the host, and wherever it asks, if it was translated with --interruptible.
//
// What this file does not do: it is how requests are found (guest/interruption.hpp); deadlines are in deadline.hpp.
#pragma once

#include <time.h>

#include <wasm2cpp/guest/signals.hpp>
#include <wasm2cpp/host/module_instance.hpp>

namespace wasm2cpp {

namespace host {

inline bool sends_signals() { return guest::signals.mode != signal_mode::none; }

inline void pause_for(long nanoseconds) {
  const timespec time{0, nanoseconds};
  nanosleep(&time, nullptr);
}

/// Whether this thread runs the guest: we are a host function that it has called.
inline bool is_runner(const guest::execution& execution) {
  const std::uintptr_t runner = __atomic_load_n(&execution.runner, __ATOMIC_RELAXED);
  return (runner & ~guest::stop_requested) == reinterpret_cast<std::uintptr_t>(&guest::this_thread);
}

/// Sends signals, more and more rarely, until the guest has been left or is sure to be, or for two seconds: some
/// allocations take so long. A host function that runs gets a few more, the last one after a pause of `last_to_host`
/// nanoseconds: at each before it may have been just about to wait in the system.
inline void await_stop(const guest::execution& execution, long last_to_host) {
  constexpr long first = 20'000, most = 1'000'000, enough = 2'000'000'000, first_to_host = 500'000;  // nanoseconds
  guest::u32 last = 0;
  for (long pause = first, passed = 0; passed < enough && !guest::pursue_stop(execution, last); passed += pause) {
    pause_for(pause);
    if (pause < most) pause *= 2;
  }
  if (is_runner(execution)) return;
  for (long pause = first_to_host; pause <= last_to_host && guest::is_stop_requested(execution); pause *= 2) {
    pause_for(pause);
    last = 0;
    guest::pursue_stop(execution, last);
  }
}

/// For a caller that will ask again, half a millisecond of `last_to_host` is enough.
inline bool interrupt(store_data& store, long last_to_host = 8'000'000) {
  if (!guest::request_stop(store.execution)) return false;
  if (sends_signals())
    await_stop(store.execution, last_to_host);
  else
    guest::wake_waits_of(store.execution);
  return true;
}

}  // namespace host

/// For a host function: whether the guest that has called it is to be stopped. It may return what it likes then.
inline bool stop_requested() noexcept {
  return guest::this_thread.running != nullptr && guest::is_stop_requested(*guest::this_thread.running);
}

/// Stops the call that the store's guests are in, as the trap `interrupted`; false, and no effect on later calls, if
/// they are in none. May be called by any thread, but not by a signal handler; the store must not end meanwhile.
inline bool interrupt(const store& store) { return host::interrupt(*store.data()); }
/// The same of an instance's store. `instance` may be a module_instance or of a translated class.
inline bool interrupt(const module_instance& instance) { return interrupt(instance.store()); }
template <class Instance>
auto interrupt(const Instance& instance) -> decltype(interrupt(handle_of(instance))) {
  return interrupt(handle_of(instance));
}

}  // namespace wasm2cpp

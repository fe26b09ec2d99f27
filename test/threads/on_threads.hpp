// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the programs of this folder share.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

constexpr unsigned threads = 8;

/// Runs body(i) on each of `count` threads, once all of them are there.
inline void on_threads(unsigned count, const std::function<void(unsigned)>& body) {
  std::atomic<unsigned> there = 0;
  std::vector<std::thread> running;
  for (unsigned i = 0; i < count; ++i)
    running.emplace_back([&, i] {
      ++there;
      while (there != count) std::this_thread::yield();
      body(i);
    });
  for (std::thread& thread : running) thread.join();
}

/// What the call traps by.
template <class F>
std::string trap_in(F&& body) {
  const auto outcome = wasm2cpp::try_call(body);
  return outcome ? "none" : outcome.error().what();
}

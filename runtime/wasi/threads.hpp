// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// wasi-threads: a module that imports its shared memory, and ("wasi", "thread-spawn"), is instantiated once more for each
// thread over the same memory; the thread calls its `wasi_thread_start` with a number and the argument.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <wasm2cpp/wasi.hpp>

#include "abi.hpp"

namespace wasm2cpp::wasi {

class state;

/// The threads that a guest has started.
class guest_threads {
 public:
  explicit guest_threads(u32 most) : most_(most) {}
  ~guest_threads() { join(); }
  /// Waits for all of them, those that they start meanwhile too.
  void join();

 private:
  std::mutex mutex_;
  std::vector<std::thread> running_;
  [[maybe_unused]] u32 most_;
};

/// Defines ("wasi", "thread-spawn") for what `linker` instantiates.
void define_thread_spawn(linker& linker, wasi_host& host, std::shared_ptr<state> state);

}  // namespace wasm2cpp::wasi

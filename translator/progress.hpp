// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Long work shows on a terminal how far it is, and leaves no trace elsewhere:
//
//     Progress progress(Progress::terminal(), total);
//     progress.advance(some);      "wasm2cpp: 42 %", in one line that is written over, and cleared at the end
//
// or, given a word for what is done to so many things, "wasm2cpp: compiled 3 of 12". What is done in half a second says
// nothing, unless told to.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <mutex>

namespace translator {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// Standard error if it is a terminal, else nothing.
  static std::ostream* terminal();

  /// `out` may be null: then nothing is shown.
  Progress(std::ostream* out, std::uint64_t total, Clock::duration delay = std::chrono::milliseconds(500),
           const char* done_what = nullptr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// By any thread.
  void advance(std::uint64_t amount);

 private:
  std::ostream* out_;
  std::uint64_t total_;
  const char* done_what_;
  std::mutex mutex_;  ///< of what follows
  std::uint64_t done_ = 0;
  Clock::time_point next_;  ///< not shown before
  bool is_shown_ = false;
};

}  // namespace translator

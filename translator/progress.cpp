// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A line that is written over: see progress.hpp.
#include "progress.hpp"

#include <iostream>

#include <unistd.h>

namespace translator {

namespace {

constexpr auto interval = std::chrono::milliseconds(100);

}  // namespace

std::ostream* Progress::terminal() { return ::isatty(STDERR_FILENO) ? &std::cerr : nullptr; }

Progress::Progress(std::ostream* out, std::uint64_t total, Clock::duration delay, const char* done_what)
    : out_(out), total_(total), done_what_(done_what), next_(Clock::now() + delay) {}

Progress::~Progress() {
  if (is_shown_) *out_ << "\r\x1b[K" << std::flush;  // the line's beginning; all behind it cleared
}

void Progress::advance(std::uint64_t amount) {
  const std::lock_guard lock(mutex_);
  done_ += amount;
  if (!out_ || total_ == 0) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  if (done_what_) *out_ << "\rwasm2cpp: " << done_what_ << ' ' << done_ << " of " << total_ << std::flush;
  else *out_ << "\rwasm2cpp: " << done_ * 100 / total_ << " %" << std::flush;
  is_shown_ = true;
  next_ = now + interval;
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is done before a read or write that may block.
#pragma once

#include <pthread.h>
#include <signal.h>

#include "state.hpp"

namespace wasm2cpp::wasi {

/// Whether it may have to wait for others: a pipe, a terminal, a socket.
bool may_block(const descriptor& file);

/// Returns when a read (POLLIN) or write (POLLOUT) may be tried. Fails with `again` where the guest does not want to
/// wait, but the host's descriptor, being shared with others, may not be told so. A thread of a guest's is waited for
/// here, where the end of its process ends it: only when two threads want the same bytes does one of them wait in the
/// call itself.
void await(const state& state, const guest_memory& memory, const descriptor& file, short direction);

/// While it lasts, a write to a pipe or socket that nobody reads any more is the error EPIPE, and no SIGPIPE ends the
/// host: how the host treats that signal is its own. The signal is held back in this thread, and taken if it has come
/// of our write.
class broken_pipe_scope {
 public:
  explicit broken_pipe_scope(const descriptor& file);
  ~broken_pipe_scope();
  broken_pipe_scope(const broken_pipe_scope&) = delete;
  broken_pipe_scope& operator=(const broken_pipe_scope&) = delete;

 private:
  bool is_needed_;
  sigset_t outside_;
};

}  // namespace wasm2cpp::wasi

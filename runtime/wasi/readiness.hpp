// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is done before a read or write that may block.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/uio.h>

#include <chrono>
#include <mutex>

#include "state.hpp"

namespace wasm2cpp::wasi {

/// Whether it may have to wait for others: a pipe, a terminal, a socket.
bool may_block(const descriptor& file);

bool is_socket(const descriptor& file);

/// Waits for the lock, but not when the guest is to stop.
template <class Mutex>
std::unique_lock<Mutex> wait_for_turn(Mutex& mutex, const guest_memory& memory) {
  constexpr std::chrono::milliseconds between_questions(5);
  std::unique_lock<Mutex> taken(mutex, std::defer_lock);
  while (!taken.try_lock_for(between_questions)) {
    leave_if_ended(memory.whole());
    heed_interruption();
  }
  return taken;
}

/// A thread's turn to read or to write. Nobody has one where there is no process to end.
using turn = std::unique_lock<std::timed_mutex>;

/// Returns when a read (POLLIN) or write (POLLOUT) may be tried. Fails with `again` where the guest does not want to
/// wait, but the host's descriptor, being shared with others, may not be told so. A thread of a guest's is waited for
/// here, where the end of its process ends it, and not in the call itself: while it has its turn, no other takes what
/// it waited for.
turn await(const state& state, const guest_memory& memory, const descriptor& file, short direction);

/// Sends to a socket as much as it takes, waiting like await. A receiver that is gone is the error EPIPE.
u32 send(const state& state, const guest_memory& memory, const descriptor& socket, std::vector<iovec> content);

/// While it lasts, a write to a pipe that nobody reads any more is the error EPIPE, and one beyond the largest
/// size that the host's limits allow a file is EFBIG: neither SIGPIPE nor SIGXFSZ ends the host, which treats those
/// signals as it likes elsewhere. The signal is held back in this thread, and taken if it has come of our write.
class writing_scope {
 public:
  explicit writing_scope(const descriptor& file);
  ~writing_scope();
  writing_scope(const writing_scope&) = delete;
  writing_scope& operator=(const writing_scope&) = delete;

 private:
  int signal_;  ///< 0: none can come
  sigset_t outside_;
};

}  // namespace wasm2cpp::wasi

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Waiting for a descriptor, and the signals of writing.
#include "readiness.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>

namespace wasm2cpp::wasi {
namespace {

bool is_pending(int signal) {
  sigset_t pending;
  return ::sigpending(&pending) == 0 && ::sigismember(&pending, signal) == 1;
}

sigset_t only(int signal) {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  return set;
}

bool limits_sizes() {
  rlimit most;
  return ::getrlimit(RLIMIT_FSIZE, &most) != 0 || most.rlim_cur != RLIM_INFINITY;
}

/// What the system may send who writes to it; 0: nothing.
int signal_of_writing(const descriptor& file) {
  if (file.type == file_type::regular_file) return limits_sizes() ? SIGXFSZ : 0;
  return may_block(file) && file.type != file_type::character_device && !is_socket(file) ? SIGPIPE : 0;
}

}  // namespace

bool may_block(const descriptor& file) {
  return file.file && file.type != file_type::regular_file && file.type != file_type::directory &&
         file.type != file_type::block_device;
}

bool is_socket(const descriptor& file) {
  return file.type == file_type::socket_stream || file.type == file_type::socket_datagram;
}

turn await(const state& state, const guest_memory& memory, const descriptor& file, short direction) {
  if (!may_block(file)) return {};
  const bool would_wait = !(file.flags.load() & fd_flag::nonblock);
  if (!would_wait && !file.file.is_borrowed()) return {};
  const process_ref process = would_wait ? state.threads.process_of(memory.whole()) : nullptr;
  if (would_wait && !process) return {};
  turn taken;
  if (process) taken = wait_for_turn(direction == POLLIN ? file.reading : file.writing, memory);
  pollfd asked[] = {{file.file.number(), direction, 0}, {process ? process->end_descriptor() : -1, POLLIN, 0}};
  const int ready = retried([&] { return ::poll(asked, 2, would_wait ? -1 : 0); });
  if (asked[1].revents) leave_guest();
  if (ready == 0) fail(error_code::again);
  return taken;
}

u32 send(const state& state, const guest_memory& memory, const descriptor& socket, std::vector<iovec> content) {
  msghdr message{};
  message.msg_iov = content.data();
  message.msg_iovlen = content.size();
  for (;;) {
    const turn mine = await(state, memory, socket, POLLOUT);
    const bool may_wait = !mine && !(socket.flags.load() & fd_flag::nonblock);
    const ssize_t size = ::sendmsg(socket.file.number(), &message, MSG_NOSIGNAL | (may_wait ? 0 : MSG_DONTWAIT));
    if (size != -1) return static_cast<u32>(size);
    const bool has_no_room_yet = errno == EAGAIN && mine;
    if (errno != EINTR && !has_no_room_yet) fail_as_system();
    heed_interruption();
  }
}

writing_scope::writing_scope(const descriptor& file) : signal_(signal_of_writing(file)) {
  if (signal_ != 0 && is_pending(signal_)) signal_ = 0;
  if (signal_ == 0) return;
  const sigset_t held = only(signal_);
  ::pthread_sigmask(SIG_BLOCK, &held, &outside_);
}

writing_scope::~writing_scope() {
  if (signal_ == 0) return;
  const int kept = errno;
  const sigset_t held = only(signal_);
  const timespec at_once{};
  if (is_pending(signal_))
    while (::sigtimedwait(&held, nullptr, &at_once) == -1 && errno == EINTR) continue;
  ::pthread_sigmask(SIG_SETMASK, &outside_, nullptr);
  errno = kept;
}

}  // namespace wasm2cpp::wasi

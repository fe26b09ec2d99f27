// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sockets: those that listen, which the host gives, what they accept, and standard streams that are sockets. A guest
// can neither make nor connect one; preview 1 has no function for it.
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "readiness.hpp"
#include "state.hpp"

namespace wasm2cpp {
namespace {

using namespace wasi;

namespace receive_flag {
enum : u32 { peek = 1, wait_for_all = 2, all = 3 };
}
constexpr u16 data_truncated = 1;

/// The guest's descriptor, if it is a socket.
descriptor_ref get_socket(const descriptor_table& descriptors, u32 fd, u64 rights) {
  descriptor_ref found = descriptors.get(fd);
  if (!is_socket(*found)) fail(error_code::not_socket);
  if (!found->has(rights)) fail(error_code::not_capable);
  return found;
}

std::vector<iovec> kernel_buffers(const std::vector<guest_bytes>& buffers) {
  std::vector<iovec> list;
  list.reserve(buffers.size());
  for (const guest_bytes& each : buffers) list.push_back({each.data(), each.size()});
  return list;
}

int system_flags(u32 flags) {
  if (flags & ~u32{receive_flag::all}) fail(error_code::invalid);
  return (flags & receive_flag::peek ? MSG_PEEK : 0) | (flags & receive_flag::wait_for_all ? MSG_WAITALL : 0);
}

/// A borrowed socket is not told that the guest does not want to wait: each call is.
int waiting_flag(const descriptor& socket) { return socket.flags.load() & fd_flag::nonblock ? MSG_DONTWAIT : 0; }

descriptor_ref accept(const descriptor& listening, u32 flags) {
  const int set = SOCK_CLOEXEC | (flags & fd_flag::nonblock ? SOCK_NONBLOCK : 0);
  auto made = std::make_shared<descriptor>();
  made->file = host_descriptor(retried([&] { return ::accept4(listening.file.number(), nullptr, nullptr, set); }));
  made->type = file_type::socket_stream;
  made->rights = listening.inheriting.load() & right::of_socket;
  made->inheriting = listening.inheriting.load();
  made->flags = flags;
  return made;
}

}  // namespace

std::uint32_t wasi_functions::sock_accept(caller& from, u32 fd, u32 flags, u32 accepted) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref listening = get_socket(state_->descriptors, fd, right::sock_accept);
    if (flags & ~u32{fd_flag::nonblock}) fail(error_code::invalid);
    memory.check(accepted, sizeof(u32));
    memory.write<u32>(accepted, state_->descriptors.add_made([&] {
      const turn mine = await(*state_, memory, *listening, POLLIN);
      return accept(*listening, flags);
    }));
  });
}

std::uint32_t wasi_functions::sock_recv(caller& from, u32 fd, u32 buffers, u32 count, u32 flags, u32 received,
                                        u32 flags_out) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref socket = get_socket(state_->descriptors, fd, right::fd_read);
    const int how = system_flags(flags) | waiting_flag(*socket);
    std::vector<iovec> into = kernel_buffers(memory.buffers(buffers, count));
    memory.check(received, sizeof(u32));
    memory.check(flags_out, sizeof(u16));
    const turn mine = await(*state_, memory, *socket, POLLIN);
    msghdr message{};
    message.msg_iov = into.data();
    message.msg_iovlen = into.size();
    const ssize_t size = retried([&] { return ::recvmsg(socket->file.number(), &message, how); });
    memory.write<u32>(received, static_cast<u32>(size));
    memory.write<u16>(flags_out, message.msg_flags & MSG_TRUNC ? data_truncated : u16{0});
  });
}

std::uint32_t wasi_functions::sock_send(caller& from, u32 fd, u32 buffers, u32 count, u32 flags, u32 sent) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref socket = get_socket(state_->descriptors, fd, right::fd_write);
    if (flags != 0) fail(error_code::invalid);
    const std::vector<guest_bytes> content = memory.buffers(buffers, count);
    memory.check(sent, sizeof(u32));
    memory.write<u32>(sent, send(*state_, memory, *socket, kernel_buffers(content)));
  });
}

std::uint32_t wasi_functions::sock_shutdown(caller& from, u32 fd, u32 how) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref socket = get_socket(state_->descriptors, fd, right::sock_shutdown);
    static constexpr int ends[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};  // a bit for each direction
    if (how < 1 || how > 3) fail(error_code::invalid);
    succeeded(::shutdown(socket->file.number(), ends[how - 1]));
  });
}

}  // namespace wasm2cpp

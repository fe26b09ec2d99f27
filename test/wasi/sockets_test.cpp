// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sockets, and pipes that nobody reads.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "calls.hpp"

namespace wasi_calls {
namespace {

/// A listening socket at descriptor 3, for connections from this process.
class Server {
 public:
  Server() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listening_, 5), 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { ::close(listening_); }
  int connect() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(made, reinterpret_cast<sockaddr*>(&address), size), 0);
    return made;
  }
  int listening() const { return listening_; }

 private:
  int listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

/// A guest with one end of a connection as descriptor 0, or with rights to send as 1 too; the test has the other.
class Connection {
 public:
  explicit Connection(int type = SOCK_STREAM)
      : opened_(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends)),
        guest(
            {.standard_input = wasi_stream::descriptor(ends[0]), .standard_output = wasi_stream::descriptor(ends[0])}) {
    EXPECT_EQ(opened_, 0);
    guest.set_buffers({{Guest::bytes, 100}});
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(ends[0]), close_other(); }
  void close_other() { ::close(std::exchange(ends[1], -1)); }
  void send(std::string_view text) {
    EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  code receive(u32 flags = 0, u32 count = 1) {
    guest.write<u64>(0, ~u64{0});
    return code(guest.run.sock_recv(0, Guest::buffers, count, flags, 0, 4));
  }
  std::string received() { return guest.text(Guest::bytes, guest.read<u32>(0)); }
  code send_content(u32 flags = 0) { return code(guest.run.sock_send(1, Guest::buffers, 1, flags, 0)); }

  int ends[2];

 private:
  int opened_;

 public:
  Guest guest;
};

TEST(sock_accept, GivesAConnection) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}});
  const int other = server.connect();
  ASSERT_EQ(code(g.run.sock_accept(3, 0, 0)), code::success);
  const u32 fd = g.read<u32>(0);
  EXPECT_EQ(fd, 4u);
  EXPECT_EQ(code(g.run.fd_fdstat_get(fd, 8)), code::success);
  EXPECT_EQ(g.read<u8>(8), static_cast<u8>(file_type::socket_stream));
  EXPECT_EQ(g.read<u64>(16), u64{right::of_socket});
  EXPECT_EQ(::write(other, "text", 4), 4);
  g.set_buffers({{Guest::bytes, 100}});
  EXPECT_EQ(code(g.run.fd_read(fd, Guest::buffers, 1, 0)), code::success);
  EXPECT_EQ(g.text(Guest::bytes, g.read<u32>(0)), "text");
  EXPECT_EQ(code(g.run.fd_close(fd)), code::success);
  char byte;
  EXPECT_EQ(::read(other, &byte, 1), 0);
  ::close(other);
}

TEST(sock_accept, NeedNotWait) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}});
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(3, fd_flag::nonblock)), code::success);
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::again);
  EXPECT_EQ(::fcntl(server.listening(), F_GETFL) & O_NONBLOCK, 0);  // the host's socket is as it was
  const int other = server.connect();
  EXPECT_EQ(code(g.run.sock_accept(3, fd_flag::nonblock, 0)), code::success);
  g.set_buffers({{Guest::bytes, 100}});
  EXPECT_EQ(code(g.run.sock_recv(4, Guest::buffers, 1, 0, 0, 4)), code::again);
  EXPECT_EQ(code(g.run.fd_read(4, Guest::buffers, 1, 0)), code::again);
  ::close(other);
}

TEST(sock_accept, GivesTheListeningSocketsInheritingRights) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}});
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(3, right::sock_accept, right::fd_read)), code::success);
  const int other = server.connect();
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.sock_send(4, Guest::buffers, 1, 0, 0)), code::not_capable);
  EXPECT_EQ(code(g.run.sock_shutdown(4, 1)), code::not_capable);
  ::close(other);
}

TEST(sock_accept, IsNotInheritedByChildren) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}});
  const int other = server.connect();
  const int free = ::dup(other);
  ::close(free);
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::success);
  EXPECT_NE(::fcntl(free, F_GETFD) & FD_CLOEXEC, 0);
  ::close(other);
}

TEST(sock_accept, RefusesWhatCannotBe) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}, .maximum_descriptors = 4});
  EXPECT_EQ(code(g.run.sock_accept(9, 0, 0)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.sock_accept(0, 0, 0)), code::not_socket);
  EXPECT_EQ(code(g.run.sock_accept(3, fd_flag::append, 0)), code::invalid);
  EXPECT_EQ(code(g.run.sock_accept(3, 32, 0)), code::invalid);
  EXPECT_EQ(code(g.run.sock_accept(3, 0, Guest::outside - 3)), code::fault);
  const int other = server.connect();
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::descriptors_exhausted);
  EXPECT_EQ(code(g.run.fd_close(2)), code::success);
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::success);  // the connection is not lost
  EXPECT_EQ(g.drop_rights(3), code::success);
  EXPECT_EQ(code(g.run.sock_accept(3, 0, 0)), code::not_capable);
  ::close(other);
}

TEST(sock_accept, WantsAListeningSocket) {
  Connection c;
  EXPECT_EQ(code(c.guest.run.sock_accept(0, 0, 0)), code::invalid);
}

TEST(sock_recv, ReadsIntoBuffersInTurn) {
  Connection c;
  c.guest.set_buffers({{5000, 2}, {6000, 0}, {7000, 100}});
  c.send("abcde");
  EXPECT_EQ(c.receive(0, 3), code::success);
  EXPECT_EQ(c.guest.read<u32>(0), 5u);
  EXPECT_EQ(c.guest.read<u16>(4), 0u);
  EXPECT_EQ(c.guest.text(5000, 2), "ab");
  EXPECT_EQ(c.guest.text(7000, 3), "cde");
}

TEST(sock_recv, PeeksAndWaitsForAll) {
  Connection c;
  c.send("text");
  EXPECT_EQ(c.receive(1), code::success);
  EXPECT_EQ(c.received(), "text");
  c.guest.set_buffers({{Guest::bytes, 4}});
  EXPECT_EQ(c.receive(2), code::success);
  EXPECT_EQ(c.received(), "text");
  c.close_other();
  EXPECT_EQ(c.receive(3), code::success);
  EXPECT_EQ(c.received(), "");
}

TEST(sock_recv, TellsThatAMessageWasCut) {
  Connection c(SOCK_DGRAM);
  c.guest.set_buffers({{Guest::bytes, 3}});
  c.send("message");
  EXPECT_EQ(c.receive(), code::success);
  EXPECT_EQ(c.received(), "mes");
  EXPECT_EQ(c.guest.read<u16>(4), 1u);
}

TEST(fd_fdstat_get, TellsSocketsForMessagesFromThoseForStreams) {
  const auto type_of = [](Connection&& c) {
    EXPECT_EQ(code(c.guest.run.fd_fdstat_get(0, 8)), code::success);
    return c.guest.read<u8>(8);
  };
  EXPECT_EQ(type_of(Connection(SOCK_STREAM)), static_cast<u8>(file_type::socket_stream));
  EXPECT_EQ(type_of(Connection(SOCK_DGRAM)), static_cast<u8>(file_type::socket_datagram));
}

TEST(sock_recv, NeedNotWait) {
  Connection c;
  EXPECT_EQ(code(c.guest.run.fd_fdstat_set_flags(0, fd_flag::nonblock)), code::success);
  EXPECT_EQ(c.receive(), code::again);
}

TEST(sock_recv, RefusesWhatCannotBe) {
  Connection c;
  Guest& g = c.guest;
  EXPECT_EQ(code(g.run.sock_recv(9, 0, 0, 0, 0, 4)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.sock_recv(2, 0, 0, 0, 0, 4)), code::not_socket);
  EXPECT_EQ(code(g.run.sock_recv(1, 0, 0, 0, 0, 4)), code::not_capable);
  EXPECT_EQ(c.receive(4), code::invalid);
  EXPECT_EQ(code(g.run.sock_recv(0, Guest::outside - 7, 1, 0, 0, 4)), code::fault);
  EXPECT_EQ(code(g.run.sock_recv(0, Guest::buffers, 1, 0, Guest::outside - 3, 4)), code::fault);
  EXPECT_EQ(code(g.run.sock_recv(0, Guest::buffers, 1, 0, 0, Guest::outside - 1)), code::fault);
  g.set_buffers({{Guest::outside - 1, 2}});
  EXPECT_EQ(c.receive(), code::fault);
}

TEST(sock_send, WritesBuffersInTurn) {
  Connection c;
  c.guest.set_buffers({c.guest.put(5000, "ab"), c.guest.put(6000, "cde")});
  EXPECT_EQ(code(c.guest.run.sock_send(1, Guest::buffers, 2, 0, 0)), code::success);
  EXPECT_EQ(c.guest.read<u32>(0), 5u);
  char bytes[8];
  EXPECT_EQ(::read(c.ends[1], bytes, 8), 5);
  EXPECT_EQ(std::string_view(bytes, 5), "abcde");
}

TEST(sock_send, ToNobodyIsAnErrorAndNoSignal) {
  Connection c;
  c.guest.set_content("text");
  c.close_other();
  EXPECT_EQ(c.send_content(), code::pipe);
  EXPECT_EQ(code(c.guest.run.fd_write(1, Guest::buffers, 1, 0)), code::pipe);
}

TEST(sock_send, RefusesWhatCannotBe) {
  Connection c;
  Guest& g = c.guest;
  g.set_content("text");
  EXPECT_EQ(code(g.run.sock_send(9, 0, 0, 0, 0)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.sock_send(2, 0, 0, 0, 0)), code::not_socket);
  EXPECT_EQ(code(g.run.sock_send(0, 0, 0, 0, 0)), code::not_capable);
  EXPECT_EQ(c.send_content(1), code::invalid);
  EXPECT_EQ(code(g.run.sock_send(1, Guest::outside - 7, 1, 0, 0)), code::fault);
  EXPECT_EQ(code(g.run.sock_send(1, Guest::buffers, 1, 0, Guest::outside - 3)), code::fault);
  EXPECT_EQ(code(g.run.fd_fdstat_set_flags(1, fd_flag::nonblock)), code::success);
  for (int i = 0; i < 1'000'000 && c.send_content() == code::success; ++i) continue;
  EXPECT_EQ(c.send_content(), code::again);  // full
}

TEST(sock_shutdown, EndsDirections) {
  Connection c;
  Guest& g = c.guest;
  g.set_content("text");
  EXPECT_EQ(code(g.run.sock_shutdown(1, 2)), code::success);
  char byte;
  EXPECT_EQ(::read(c.ends[1], &byte, 1), 0);
  EXPECT_EQ(c.send_content(), code::pipe);
  c.send("in");
  EXPECT_EQ(c.receive(1), code::success);
  EXPECT_EQ(code(g.run.sock_shutdown(1, 1)), code::success);
  EXPECT_EQ(code(g.run.sock_shutdown(1, 3)), code::success);
}

TEST(sock_shutdown, EndsNoListening) {
  const Server server;
  Guest g({.listening_sockets = {server.listening()}});
  EXPECT_EQ(code(g.run.sock_shutdown(3, 3)), code::not_capable);
  Guest next({.listening_sockets = {server.listening()}});
  const int other = server.connect();
  EXPECT_EQ(code(next.run.sock_accept(3, 0, 0)), code::success);
  EXPECT_EQ(code(next.run.sock_shutdown(4, 3)), code::success);
  ::close(other);
}

TEST(sock_shutdown, RefusesWhatCannotBe) {
  Connection c;
  Guest& g = c.guest;
  EXPECT_EQ(code(g.run.sock_shutdown(9, 1)), code::bad_descriptor);
  EXPECT_EQ(code(g.run.sock_shutdown(2, 1)), code::not_socket);
  for (const u32 how : {0u, 4u, ~0u}) EXPECT_EQ(code(g.run.sock_shutdown(0, how)), code::invalid);
  EXPECT_EQ(g.drop_rights(0), code::success);
  EXPECT_EQ(code(g.run.sock_shutdown(0, 1)), code::not_capable);
  const int alone = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Guest unconnected({.standard_input = wasi_stream::descriptor(alone)});
  EXPECT_EQ(code(unconnected.run.sock_shutdown(0, 1)), code::not_connected);
  ::close(alone);
}

TEST(fd_write, ToAPipeThatNobodyReadsIsAnErrorAndNoSignal) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  Guest g({.standard_output = wasi_stream::descriptor(ends[1])});
  g.set_content("text");
  EXPECT_EQ(code(g.run.fd_write(1, Guest::buffers, 1, 0)), code::pipe);
  sigset_t blocked;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(::sigismember(&blocked, SIGPIPE), 0);  // the host's treatment of it is as it was
  ::close(ends[1]);
}

}  // namespace
}  // namespace wasi_calls

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest has at the start: its standard streams at 0, 1 and 2, then its folders, then listening sockets.
#include "state.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "path.hpp"

namespace wasm2cpp::wasi {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw access_error(what + ": " + std::strerror(errno)); }

bool is_datagram_socket(int number) {
  int type;
  socklen_t size = sizeof type;
  return ::getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

/// A borrowed descriptor of the host's.
descriptor_ref borrow(int number, const std::string& what) {
  struct stat about;
  if (::fstat(number, &about) != 0) refuse(what);
  auto made = std::make_shared<descriptor>();
  made->file = host_descriptor(number, false);
  made->type = is_datagram_socket(number) ? file_type::socket_datagram : file_type_of(about.st_mode);
  return made;
}

/// What is not had where only that direction is given. Who only reads a file shall not set its times either, which the
/// system would let him.
u64 without(u64 direction) { return direction == right::fd_read ? u64{right::changing} : u64{right::fd_read}; }

descriptor_ref stream(const wasi_stream& given, u64 direction, const char* what) {
  const bool is_callback = given.number() == -1;
  descriptor_ref made = is_callback ? std::make_shared<descriptor>() : borrow(given.number(), what);
  made->stream = given;
  made->rights = possible_rights(*made) & ~without(direction);
  return made;
}

std::vector<std::string> assignments(const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> list;
  list.reserve(environment.size());
  for (const auto& [name, value] : environment) list.push_back(name + "=" + value);
  return list;
}

/// A NUL would end a string early, and what follows it would look like another.
std::vector<std::string> checked(std::vector<std::string> list) {
  for (const std::string& each : list)
    if (each.find('\0') != std::string::npos) throw access_error("an argument or variable holds a NUL");
  return list;
}

}  // namespace

state::state(const wasi_options& given)
    : options(given),
      arguments(checked(given.arguments)),
      environment(checked(assignments(given.environment))),
      descriptors(given.maximum_descriptors),
      threads(options) {
  const std::size_t given_at_start = 3 + options.directories.size() + options.listening_sockets.size();
  if (given_at_start > options.maximum_descriptors) throw access_error("more descriptors are given than the maximum");
  open_standard_streams();
  open_directories();
  open_sockets();
}

void state::open_standard_streams() {
  descriptors.add(stream(options.standard_input, right::fd_read, "standard input"));
  descriptors.add(stream(options.standard_output, right::fd_write, "standard output"));
  descriptors.add(stream(options.standard_error, right::fd_write, "standard error"));
}

void state::open_directories() {
  for (const wasi_directory& directory : options.directories) {
    auto made = std::make_shared<descriptor>();
    made->file = host_descriptor(::open(directory.host.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!made->file) refuse(directory.host);
    if (is_in_procfs(made->file.number())) throw access_error(directory.host + ": procfs is given to no guest");
    made->type = file_type::directory;
    made->preopened_as = directory.guest;
    made->is_read_only = directory.is_read_only;
    made->rights = right::of_directory & (directory.is_read_only ? ~u64{right::changing} : ~u64{0});
    made->inheriting = right::all;
    descriptors.add(std::move(made));
  }
}

void state::open_sockets() {
  for (const int socket : options.listening_sockets) {
    descriptor_ref made = borrow(socket, "listening socket");
    made->rights = right::of_socket & ~u64{right::sock_shutdown};  // others may listen at it too
    made->inheriting = right::of_socket;
    descriptors.add(std::move(made));
  }
}

}  // namespace wasm2cpp::wasi

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's errors in WASI's numbers: a table, since neither side's order can be relied on.
#include "failure.hpp"

#include <utility>

namespace wasm2cpp::wasi {

error_code error_code_of(int host_errno) {
  static constexpr std::pair<int, error_code> known[] = {
      {E2BIG, error_code::too_big}, {EACCES, error_code::access}, {EADDRINUSE, error_code::address_in_use},
      {EADDRNOTAVAIL, error_code::address_not_available}, {EAFNOSUPPORT, error_code::address_family},
      {EAGAIN, error_code::again}, {EWOULDBLOCK, error_code::again}, {EALREADY, error_code::already},
      {EBADF, error_code::bad_descriptor}, {EBADMSG, error_code::bad_message}, {EBUSY, error_code::busy},
      {ECANCELED, error_code::canceled}, {ECHILD, error_code::no_child},
      {ECONNABORTED, error_code::connection_aborted}, {ECONNREFUSED, error_code::connection_refused},
      {ECONNRESET, error_code::connection_reset}, {EDEADLK, error_code::deadlock},
      {EDESTADDRREQ, error_code::destination_required}, {EDOM, error_code::domain}, {EDQUOT, error_code::quota},
      {EEXIST, error_code::exist}, {EFAULT, error_code::fault}, {EFBIG, error_code::file_too_big},
      {EHOSTUNREACH, error_code::host_unreachable}, {EIDRM, error_code::identifier_removed},
      {EILSEQ, error_code::illegal_sequence}, {EINPROGRESS, error_code::in_progress}, {EINTR, error_code::interrupted},
      {EINVAL, error_code::invalid}, {EIO, error_code::io}, {EISCONN, error_code::is_connected},
      {EISDIR, error_code::is_directory}, {ELOOP, error_code::loop}, {EMFILE, error_code::descriptors_exhausted},
      {EMLINK, error_code::links_exhausted}, {EMSGSIZE, error_code::message_size}, {EMULTIHOP, error_code::multihop},
      {ENAMETOOLONG, error_code::name_too_long}, {ENETDOWN, error_code::network_down},
      {ENETRESET, error_code::network_reset}, {ENETUNREACH, error_code::network_unreachable},
      {ENFILE, error_code::files_exhausted}, {ENOBUFS, error_code::no_buffer}, {ENODEV, error_code::no_device},
      {ENOENT, error_code::no_entry}, {ENOEXEC, error_code::no_executable}, {ENOLCK, error_code::no_lock},
      {ENOLINK, error_code::no_link}, {ENOMEM, error_code::no_memory}, {ENOMSG, error_code::no_message},
      {ENOPROTOOPT, error_code::no_protocol_option}, {ENOSPC, error_code::no_space},
      {ENOSYS, error_code::no_system_call}, {ENOTCONN, error_code::not_connected},
      {ENOTDIR, error_code::not_directory}, {ENOTEMPTY, error_code::not_empty},
      {ENOTRECOVERABLE, error_code::not_recoverable}, {ENOTSOCK, error_code::not_socket},
      {ENOTSUP, error_code::not_supported}, {EOPNOTSUPP, error_code::not_supported}, {ENOTTY, error_code::not_terminal},
      {ENXIO, error_code::no_such_device}, {EOVERFLOW, error_code::overflow}, {EOWNERDEAD, error_code::owner_dead},
      {EPERM, error_code::not_permitted}, {EPIPE, error_code::pipe}, {EPROTO, error_code::protocol},
      {EPROTONOSUPPORT, error_code::protocol_not_supported}, {EPROTOTYPE, error_code::protocol_type},
      {ERANGE, error_code::range}, {EROFS, error_code::read_only}, {ESPIPE, error_code::seek_on_pipe},
      {ESRCH, error_code::no_process}, {ESTALE, error_code::stale}, {ETIMEDOUT, error_code::timed_out},
      {ETXTBSY, error_code::text_busy}, {EXDEV, error_code::cross_device},
  };
  for (const auto& [number, code] : known)
    if (number == host_errno) return code;
  return error_code::io;
}

}  // namespace wasm2cpp::wasi

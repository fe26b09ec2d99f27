// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What WASI preview 1 fixes: numbers of errors, rights, flags, file types, and the layout of what lies in the guest's memory.
// Structures are read and written field by field (guest_memory.hpp), at the offsets given here.
#pragma once

#include <cstdint>

namespace wasm2cpp::wasi {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

/// What WASI calls errno (which is a macro in C++), in its order.
enum class error_code : u32 {
  success, too_big, access, address_in_use, address_not_available, address_family, again, already, bad_descriptor,
  bad_message, busy, canceled, no_child, connection_aborted, connection_refused, connection_reset, deadlock,
  destination_required, domain, quota, exist, fault, file_too_big, host_unreachable, identifier_removed, illegal_sequence,
  in_progress, interrupted, invalid, io, is_connected, is_directory, loop, descriptors_exhausted, links_exhausted,
  message_size, multihop, name_too_long, network_down, network_reset, network_unreachable, files_exhausted, no_buffer,
  no_device, no_entry, no_executable, no_lock, no_link, no_memory, no_message, no_protocol_option, no_space, no_system_call,
  not_connected, not_directory, not_empty, not_recoverable, not_socket, not_supported, not_terminal, no_such_device,
  overflow, owner_dead, not_permitted, pipe, protocol, protocol_not_supported, protocol_type, range, read_only, seek_on_pipe,
  no_process, stale, timed_out, text_busy, cross_device, not_capable,
};
static_assert(static_cast<u32>(error_code::not_capable) == 76);

/// What a descriptor may be used for: a bit each.
namespace right {
enum : u64 {
  fd_datasync = 1 << 0,
  fd_read = 1 << 1,
  fd_seek = 1 << 2,
  fd_fdstat_set_flags = 1 << 3,
  fd_sync = 1 << 4,
  fd_tell = 1 << 5,
  fd_write = 1 << 6,
  fd_advise = 1 << 7,
  fd_allocate = 1 << 8,
  path_create_directory = 1 << 9,
  path_create_file = 1 << 10,
  path_link_source = 1 << 11,
  path_link_target = 1 << 12,
  path_open = 1 << 13,
  fd_readdir = 1 << 14,
  path_readlink = 1 << 15,
  path_rename_source = 1 << 16,
  path_rename_target = 1 << 17,
  path_filestat_get = 1 << 18,
  path_filestat_set_size = 1 << 19,
  path_filestat_set_times = 1 << 20,
  fd_filestat_get = 1 << 21,
  fd_filestat_set_size = 1 << 22,
  fd_filestat_set_times = 1 << 23,
  path_symlink = 1 << 24,
  path_remove_directory = 1 << 25,
  path_unlink_file = 1 << 26,
  poll_fd_readwrite = 1 << 27,
  sock_shutdown = 1 << 28,
  sock_accept = 1 << 29,
  all = (1 << 30) - 1,
  /// Those that make, change or remove something in the file system: what a read-only folder does not give. A hard link
  /// would make a file changeable elsewhere.
  changing = fd_write | fd_allocate | path_create_directory | path_create_file | path_link_source | path_link_target |
             path_rename_source | path_rename_target | path_filestat_set_size | path_filestat_set_times |
             fd_filestat_set_size | fd_filestat_set_times | path_symlink | path_remove_directory | path_unlink_file,
  of_file = fd_datasync | fd_read | fd_seek | fd_fdstat_set_flags | fd_sync | fd_tell | fd_write | fd_advise |
            fd_allocate | fd_filestat_get | fd_filestat_set_size | fd_filestat_set_times | poll_fd_readwrite,
  of_directory = fd_fdstat_set_flags | fd_sync | fd_datasync | fd_advise | path_create_directory | path_create_file |
                 path_link_source | path_link_target | path_open | fd_readdir | path_readlink | path_rename_source |
                 path_rename_target | path_filestat_get | path_filestat_set_size | path_filestat_set_times |
                 fd_filestat_get | fd_filestat_set_times | path_symlink | path_remove_directory | path_unlink_file |
                 poll_fd_readwrite,
  of_stream = fd_read | fd_write | fd_fdstat_set_flags | fd_filestat_get | poll_fd_readwrite | fd_sync | fd_datasync,
  of_socket = fd_read | fd_write | fd_fdstat_set_flags | fd_filestat_get | poll_fd_readwrite | sock_shutdown | sock_accept,
};
}  // namespace right

enum class file_type : u8 {
  unknown, block_device, character_device, directory, regular_file, socket_datagram, socket_stream, symbolic_link,
};

namespace fd_flag {
enum : u32 { append = 1, dsync = 2, nonblock = 4, rsync = 8, sync = 16, all = 31 };
}
namespace open_flag {  // `how` of path_open
enum : u32 { create = 1, directory = 2, exclusive = 4, truncate = 8, all = 15 };
}
namespace lookup_flag {
enum : u32 { follow = 1, all = 1 };
}
namespace time_flag {  // of *_filestat_set_times
enum : u32 { accessed = 1, accessed_now = 2, modified = 4, modified_now = 8, all = 15 };
}

/// Sizes in bytes of structures, and offsets of their fields where they are not obvious.
namespace layout {
enum : u32 {
  iovec = 8,     // pointer, length
  prestat = 8,   // u8 kind (0: directory), u32 length of the name at 4
  fdstat = 24,   // u8 file type, u16 flags at 2, u64 rights at 8, u64 inheriting rights at 16
  filestat = 64,  // u64 device, u64 inode, u8 type at 16, u64 links at 24, size, and three times in nanoseconds
  unstable_filestat = 56,  // of preview 0: u32 links at 20, size at 24, and the times
  dirent = 24,   // u64 cookie of the next, u64 inode, u32 length of the name, u8 type at 20; the name follows
  subscription = 48,
  unstable_subscription = 56,
  event = 32,
};
}

}  // namespace wasm2cpp::wasi

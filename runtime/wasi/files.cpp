// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading, writing, positions and sizes of open files and streams.
//
// The kernel reads and writes the guest's buffers in place. A call may do less than was asked, as the specification
// allows: at most guest_memory::most_buffers buffers are looked at.
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include "readiness.hpp"
#include "state.hpp"
#include "statistics.hpp"

namespace wasm2cpp {
namespace {

using namespace wasi;

std::vector<iovec> kernel_buffers(const std::vector<guest_bytes>& buffers) {
  std::vector<iovec> list;
  list.reserve(buffers.size());
  for (const guest_bytes& each : buffers) list.push_back({each.data(), each.size()});
  return list;
}

/// An offset or size as the system counts; fails with `invalid` beyond 2^63 - 1.
off_t offset_of(u64 given) {
  if (given > static_cast<u64>(std::numeric_limits<off_t>::max())) fail(error_code::invalid);
  return static_cast<off_t>(given);
}

/// Calls `transfer(descriptor, buffers, count)`, again when a signal interrupts it, and gives the number of bytes.
template <class Transfer>
u32 transferred(const descriptor& file, const std::vector<guest_bytes>& buffers, Transfer transfer) {
  const std::vector<iovec> list = kernel_buffers(buffers);
  const ssize_t count =
      retried([&] { return transfer(file.file.number(), list.data(), static_cast<int>(list.size())); });
  return static_cast<u32>(count);  // buffers() has seen to it that it fits
}

/// From a callback: as much as it gives for the first buffer.
u32 read_stream(const guest_memory& memory, descriptor& stream, const std::vector<guest_bytes>& buffers) {
  if (!stream.stream.read() || buffers.empty()) return 0;
  const auto mine = wait_for_turn(stream.calls, memory);
  const std::size_t count = stream.stream.read()(buffers.front());
  if (count > buffers.front().size()) fail(error_code::io);
  return static_cast<u32>(count);
}

/// A callback may call the guest, and that may grow its memory, which moves where no address space is reserved: so each
/// buffer is looked for when it is its turn.
u32 write_stream(const guest_memory& memory, descriptor& stream, const std::vector<guest_bytes>& buffers) {
  const auto mine = wait_for_turn(stream.calls, memory);
  const std::byte* const start = memory.whole().bytes().data();
  u32 total = 0;
  for (const guest_bytes& each : buffers) {
    const std::size_t at = static_cast<std::size_t>(each.data() - start);
    const guest_bytes content = memory.whole().bytes().subspan(at, each.size());
    if (stream.stream.write()) stream.stream.write()(content);
    total += static_cast<u32>(content.size());
  }
  return total;
}

u32 read_file(const guest_memory& memory, descriptor& file, const std::vector<guest_bytes>& buffers) {
  if (!file.file) return read_stream(memory, file, buffers);
  return transferred(file, buffers, ::readv);
}

/// What a pipe or terminal takes without waiting when it is ready for something.
std::vector<guest_bytes> as_much_as_is_ready(std::vector<guest_bytes> buffers) {
  std::size_t left = PIPE_BUF;
  for (guest_bytes& each : buffers) {
    each = each.first(std::min(each.size(), left));
    left -= each.size();
  }
  return buffers;
}

u32 write_file(const state& state, const guest_memory& memory, descriptor& file,
               const std::vector<guest_bytes>& buffers) {
  if (!file.file) return write_stream(memory, file, buffers);
  if (is_socket(file)) return send(state, memory, file, kernel_buffers(buffers));
  const turn mine = await(state, memory, file, POLLOUT);
  const writing_scope no_signal(file);
  return transferred(file, mine ? as_much_as_is_ready(buffers) : buffers, ::writev);
}

int system_whence(u32 whence) {
  static constexpr int known[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  if (whence >= std::size(known)) fail(error_code::invalid);
  return known[whence];
}

int system_advice(u32 advice) {
  static constexpr int known[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                  POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  if (advice >= std::size(known)) fail(error_code::invalid);
  return known[advice];
}

/// For calls that give the error instead of setting errno.
void check_error(int error) {
  if (error != 0) fail(error_code_of(error));
}

/// Callbacks have no position, like pipes.
int seekable(const descriptor_ref& file) {
  if (!file->file) fail(error_code::seek_on_pipe);
  return file->file.number();
}

/// Callbacks keep nothing: there is no size to set and nothing to bring to a disk.
int stored(const descriptor_ref& file) {
  if (!file->file) fail(error_code::invalid);
  return file->file.number();
}

}  // namespace

std::uint32_t wasi_functions::fd_advise(caller& from, u32 fd, u64 offset, u64 length, u32 advice) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_advise);
    if (file->type == file_type::directory) fail(error_code::bad_descriptor);
    check_error(::posix_fadvise(seekable(file), offset_of(offset), offset_of(length), system_advice(advice)));
  });
}

std::uint32_t wasi_functions::fd_allocate(caller& from, u32 fd, u64 offset, u64 length) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_allocate);
    const writing_scope no_signal(*file);
    const off_t from_offset = offset_of(offset), size = offset_of(length);
    // Not posix_fallocate: where the file system cannot, that writes to each block, for as long as it takes.
    retried([&] { return ::fallocate(stored(file), 0, from_offset, size); });
  });
}

std::uint32_t wasi_functions::fd_datasync(caller& from, u32 fd) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_datasync);
    if (file->file) retried([&] { return ::fdatasync(file->file.number()); });
  });
}

std::uint32_t wasi_functions::fd_sync(caller& from, u32 fd) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_sync);
    if (file->file) retried([&] { return ::fsync(file->file.number()); });
  });
}

std::uint32_t wasi_functions::fd_filestat_get(caller& from, u32 fd, u32 stat) {
  return answer(from, [&](const guest_memory& memory) {
    write_filestat(memory, stat, statistics_of(*state_->descriptors.get(fd, right::fd_filestat_get)));
  });
}

std::uint32_t wasi_functions::fd_filestat_set_size(caller& from, u32 fd, u64 size) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_filestat_set_size);
    const off_t wanted = offset_of(size);
    const writing_scope no_signal(*file);
    retried([&] { return ::ftruncate(stored(file), wanted); });
  });
}

std::uint32_t wasi_functions::fd_filestat_set_times(caller& from, u32 fd, u64 accessed, u64 modified, u32 flags) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_filestat_set_times);
    const file_times times = times_of(accessed, modified, flags);
    succeeded(::futimens(stored(file), times.data()));
  });
}

std::uint32_t wasi_functions::fd_read(caller& from, u32 fd, u32 buffers, u32 count, u32 read) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_read);
    const std::vector<guest_bytes> into = memory.buffers(buffers, count);
    memory.check(read, sizeof(u32));
    const turn mine = await(*state_, memory, *file, POLLIN);
    memory.write<u32>(read, read_file(memory, *file, into));
  });
}

std::uint32_t wasi_functions::fd_pread(caller& from, u32 fd, u32 buffers, u32 count, u64 offset, u32 read) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_read | right::fd_seek);
    const std::vector<guest_bytes> into = memory.buffers(buffers, count);
    memory.check(read, sizeof(u32));
    seekable(file);
    const off_t at = offset_of(offset);
    memory.write<u32>(read, transferred(*file, into, [&](int number, const iovec* list, int length) {
      return ::preadv(number, list, length, at);
    }));
  });
}

std::uint32_t wasi_functions::fd_write(caller& from, u32 fd, u32 buffers, u32 count, u32 written) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_write);
    const std::vector<guest_bytes> content = memory.buffers(buffers, count);
    memory.check(written, sizeof(u32));
    memory.write<u32>(written, write_file(*state_, memory, *file, content));
  });
}

std::uint32_t wasi_functions::fd_pwrite(caller& from, u32 fd, u32 buffers, u32 count, u64 offset, u32 written) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_write | right::fd_seek);
    const std::vector<guest_bytes> content = memory.buffers(buffers, count);
    memory.check(written, sizeof(u32));
    seekable(file);
    const off_t at = offset_of(offset);
    const writing_scope no_signal(*file);
    memory.write<u32>(written, transferred(*file, content, [&](int number, const iovec* list, int length) {
      return ::pwritev(number, list, length, at);
    }));
  });
}

std::uint32_t wasi_functions::fd_seek(caller& from, u32 fd, u64 offset, u32 whence, u32 position) {
  return answer(from, [&](const guest_memory& memory) {
    const int origin = system_whence(whence);
    const bool only_tells = offset == 0 && origin == SEEK_CUR;
    const descriptor_ref file = state_->descriptors.get(fd, only_tells ? right::fd_tell : right::fd_seek);
    memory.check(position, sizeof(u64));
    const off_t reached = succeeded(::lseek(seekable(file), static_cast<off_t>(offset), origin));
    memory.write<u64>(position, static_cast<u64>(reached));
  });
}

std::uint32_t wasi_functions::fd_tell(caller& from, u32 fd, u32 position) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref file = state_->descriptors.get(fd, right::fd_tell);
    memory.write<u64>(position, static_cast<u64>(succeeded(::lseek(seekable(file), 0, SEEK_CUR))));
  });
}

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folders: made, removed, and listed.
//
// A listing is the kernel's, read in batches. An entry's cookie is the kernel's position behind it, from which one can
// go on however the folder has changed. How well that works is the file system's affair; but none is confused by
// reading on. So the last batch is kept, and the kernel is told to go elsewhere only for a cookie that is not in it. A
// cookie that the guest made up does no harm: the kernel lists from somewhere, or nothing, or fails with `invalid`.
//
// Names are given as they are on the host, be they UTF-8 or not. What `..` is may lie outside of a preopened folder, and
// is not told: it has the inode of the folder itself, as in a root folder. (Not 0: wasi-libc takes that for an inode which
// is not known, asks for it by the name, and gives up the whole listing when that is refused.)
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "path.hpp"
#include "state.hpp"

namespace wasm2cpp {
namespace wasi {
namespace {

/// What getdents64 writes: 19 bytes, the name, a NUL, and padding up to the record's length.
struct kernel_entry {
  u64 inode;
  u64 next;  ///< the position behind it
  u16 record_length;
  u8 type;
  const char* name;

  explicit kernel_entry(const std::byte* record) : name(reinterpret_cast<const char*>(record) + 19) {
    std::memcpy(&inode, record, sizeof inode);
    std::memcpy(&next, record + 8, sizeof next);
    std::memcpy(&record_length, record + 16, sizeof record_length);
    std::memcpy(&type, record + 18, sizeof type);
  }
};

}  // namespace

/// Entries of a folder from some position on: a batch of them, behind which the kernel's position is. Used under the
/// descriptor's mutex.
class directory_listing {
 public:
  /// Goes behind the entry that has this cookie, or to the start, to see what there is now, for 0.
  void go_to(int folder, u64 cookie) {
    if (cookie != 0 && find(cookie)) return;
    if (cookie > static_cast<u64>(std::numeric_limits<off_t>::max())) fail(error_code::invalid);
    succeeded(::lseek(folder, static_cast<off_t>(cookie), SEEK_SET));
    start_ = cookie;
    next_ = end_ = 0;
  }

  bool is_at_end(int folder) {
    if (next_ == end_) read_batch(folder);
    return next_ == end_;
  }

  kernel_entry take() {
    const kernel_entry taken(&batch_[next_]);
    next_ += taken.record_length;
    return taken;
  }

 private:
  bool find(u64 cookie) {
    u64 position = start_;
    std::size_t at = 0;
    while (position != cookie && at != end_) {
      const kernel_entry passed(&batch_[at]);
      position = passed.next;
      at += passed.record_length;
    }
    if (position != cookie) return false;
    next_ = at;
    return true;
  }

  void read_batch(int folder) {
    std::array<std::byte, sizeof batch_> read;
    const long count = ::syscall(SYS_getdents64, folder, read.data(), read.size());
    if (count == -1 && errno != ENOENT) fail_as_system();  // a folder that was removed has no entries
    if (count <= 0) return;
    start_ = position_behind();
    batch_ = read;
    next_ = 0;
    end_ = static_cast<std::size_t>(count);
  }

  u64 position_behind() const {
    u64 position = start_;
    for (std::size_t at = 0; at != end_; at += kernel_entry(&batch_[at]).record_length)
      position = kernel_entry(&batch_[at]).next;
    return position;
  }

  std::array<std::byte, 8192> batch_;
  std::size_t next_ = 0, end_ = 0;  ///< in the batch
  u64 start_ = 0;                   ///< the kernel's position before the batch
};

}  // namespace wasi

namespace {

using namespace wasi;

template <class T>
void append(std::string& bytes, T value) {
  for (unsigned i = 0; i < sizeof(T); ++i) bytes += static_cast<char>(value >> (8 * i));
}

file_type type_of(int folder, const kernel_entry& entry) {
  if (entry.type != DT_UNKNOWN) return file_type_of(static_cast<unsigned>(DTTOIF(entry.type)));
  struct stat about;
  const bool is_there = ::fstatat(folder, entry.name, &about, AT_SYMLINK_NOFOLLOW) == 0;
  return is_there ? file_type_of(about.st_mode) : file_type::unknown;
}

u64 inode_of(int folder) {
  struct stat about;
  succeeded(::fstat(folder, &about));
  return about.st_ino;
}

/// `layout::dirent`, and the name.
std::string dirent_of(int folder, const kernel_entry& entry) {
  const std::string name = entry.name;
  std::string bytes;
  append<u64>(bytes, entry.next);
  append<u64>(bytes, name == ".." ? inode_of(folder) : entry.inode);
  append<u32>(bytes, static_cast<u32>(name.size()));
  append<u32>(bytes, static_cast<u32>(type_of(folder, entry)));
  return bytes + name;
}

}  // namespace

// An entry that does not fit any more is cut off. The guest sees that from the buffer's being full, and asks again from
// the entry before.
std::uint32_t wasi_functions::fd_readdir(caller& from, u32 fd, u32 buffer, u32 length, u64 cookie, u32 used) {
  return answer(from, [&](const guest_memory& memory) {
    memory.check(buffer, length);
    memory.check(used, sizeof(u32));
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::fd_readdir);
    const int number = folder->file.number();
    const std::lock_guard lock(folder->mutex);
    if (!folder->listing) folder->listing = std::make_shared<directory_listing>();
    folder->listing->go_to(number, cookie);
    u32 filled = 0;
    while (filled < length && !folder->listing->is_at_end(number)) {
      const std::string entry = dirent_of(number, folder->listing->take()).substr(0, length - filled);
      memory.write_bytes(buffer + filled, entry);
      filled += static_cast<u32>(entry.size());
    }
    memory.write<u32>(used, filled);
  });
}

std::uint32_t wasi_functions::path_create_directory(caller& from, u32 fd, u32 path, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_create_directory);
    const location made = locate(*folder, memory.path(path, length), state_->options.resolver);
    succeeded(::mkdirat(made.folder.number(), made.name.c_str(), 0777));
  });
}

std::uint32_t wasi_functions::path_remove_directory(caller& from, u32 fd, u32 path, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_remove_directory);
    const location removed = locate(*folder, memory.path(path, length), state_->options.resolver);
    succeeded(::unlinkat(removed.folder.number(), removed.name.c_str(), AT_REMOVEDIR));
  });
}

}  // namespace wasm2cpp

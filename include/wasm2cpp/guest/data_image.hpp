// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Large data segments: mapped into an instance's memory, copy-on-write, rather than copied.
//
//     static data_image image_3;                                             emitted, one for each large active segment
//     data_init(self->memory_space[0], 1024, data_0 + 0, 10000000, image_3);
//
// Copying 10 MB into fresh pages takes milliseconds for each instance, and as much memory; mapping a file privately
// takes microseconds, and only pages that are written to become the instance's own. The file is a memfd, which nobody
// can open by name, sealed against every change. It is written when a second instance wants it: a program with one
// instance, as commands are, does not pay for it. (The program's own file would do without a copy, but it may have been
// replaced since the program was started, and a library's may be written to.)
//
// Only whole pages are mapped; the ends are copied. The pages then hold what the segment says, whatever was there
// before (an earlier segment), exactly as after a copy. Where the system refuses anything, the segment is copied.
//
// Invariants. The host may close descriptors that it does not know, and get the number for a file of its own: before
// each use the file is compared with the one that we made. A shared memory is copied to, since threads may be reading.
#pragma once

#include <wasm2cpp/guest/memory.hpp>

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace wasm2cpp::guest {

enum class image_state : u8 { not_wanted, wanted_once, made, refused };

// Zero-initialised; `images_in_use` guards it.
struct data_image {
  image_state state;
  int file;
  u64 device, inode;  // of the file
  u64 skipped;        // bytes of the segment before its first whole page
};

WASM2CPP_SHARED inline constinit pthread_mutex_t images_in_use = PTHREAD_MUTEX_INITIALIZER;

// A file of these bytes that cannot change, or -1.
inline int make_image_file(const u8* bytes, u64 size);
// Whether it is still the file that we made.
inline bool is_own_file(const data_image& image);

inline void make_image(data_image& image, const u8* bytes, u64 size, u64 skipped) {
  image.file = make_image_file(bytes, size);
  image.state = image.file < 0 ? image_state::refused : image_state::made;
  image.skipped = skipped;
  struct stat status;
  if (image.state != image_state::made || fstat(image.file, &status) != 0) return;
  image.device = u64(status.st_dev);
  image.inode = u64(status.st_ino);
}

// The file of the segment's whole pages, or -1: not yet, not any more, or not for a segment at such an address.
inline int image_file(data_image& image, const u8* bytes, u64 size, u64 skipped) {
  if (image.state == image_state::not_wanted) return image.state = image_state::wanted_once, -1;
  if (image.state == image_state::wanted_once) make_image(image, bytes, size, skipped);
  if (image.state != image_state::made || image.skipped != skipped) return -1;
  if (is_own_file(image)) return image.file;
  return image.state = image_state::refused, -1;
}

// Whether all of an accessible range is still there. What is already so is no change, and never refused.
inline bool is_accessible(u8* begin, u64 size) {
  return mprotect(begin, std::size_t(size), PROT_READ | PROT_WRITE) == 0;
}

// A refused mapping leaves what was there, or a hole in the reservation, where the system could place something else
// that the guest would reach: it is filled again at once. A process with as many mappings as it may have is refused
// that, too, but has no hole.
inline bool map_privately(u8* to, u64 size, int file) {
  constexpr int kind = MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, access = PROT_READ | PROT_WRITE;
  if (mmap(to, std::size_t(size), access, kind, file, 0) != MAP_FAILED) return true;
  const bool is_filled = mmap(to, std::size_t(size), access, kind | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  if (!is_filled && !is_accessible(to, size)) __builtin_trap();
  return false;
}

inline bool data_map(u8* to, const u8* bytes, u64 size, data_image& image) {
  const u64 page = system_page_size();
  const u64 skipped = -reinterpret_cast<std::uintptr_t>(to) & (page - 1);
  if (size < skipped + page) return false;
  const u64 mapped = (size - skipped) & ~(page - 1);
  pthread_mutex_lock(&images_in_use);
  const int file = image_file(image, bytes + skipped, mapped, skipped);
  const bool is_mapped = file >= 0 && map_privately(to + skipped, mapped, file);
  pthread_mutex_unlock(&images_in_use);
  if (!is_mapped) return false;
  const u64 end = skipped + mapped;
  std::memcpy(to, bytes, std::size_t(skipped));
  std::memcpy(to + end, bytes + end, std::size_t(size - end));
  return true;
}

// A guest's: it traps.
inline void data_init(memory_data* m, u64 offset, const void* bytes, u64 size, data_image& image) {
  u8* const to = memory_range(m, offset, size);
  if (m->is_shared || !data_map(to, static_cast<const u8*>(bytes), size, image)) data_init(m, offset, bytes, size);
}

// ---- platforms

#if defined(__linux__) && defined(MFD_ALLOW_SEALING) && defined(F_ADD_SEALS)
// A write beyond the limit would be a signal, which ends the host.
inline bool is_within_file_limit(u64 size) {
  rlimit limit{};
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && (limit.rlim_cur == RLIM_INFINITY || size <= limit.rlim_cur);
}

inline bool write_all(int file, const u8* bytes, u64 size) {
  while (size != 0) {
    const ssize_t written = write(file, bytes, std::size_t(size));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= u64(written);
  }
  return true;
}

// Never one of the standard streams' numbers, which a host may have closed for a purpose.
inline int above_standard_streams(int file) {
  if (file < 0 || file > 2) return file;
  const int moved = fcntl(file, F_DUPFD_CLOEXEC, 3);
  close(file);
  return moved;
}

inline int make_image_file(const u8* bytes, u64 size) {
  if (!is_within_file_limit(size)) return -1;
  const int file = above_standard_streams(memfd_create("wasm2cpp data", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file < 0) return -1;
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (write_all(file, bytes, size) && fcntl(file, F_ADD_SEALS, seals) == 0) return file;
  close(file);
  return -1;
}

inline bool is_own_file(const data_image& image) {
  struct stat status;
  return fstat(image.file, &status) == 0 && u64(status.st_dev) == image.device && u64(status.st_ino) == image.inode;
}
#else
inline int make_image_file(const u8*, u64) { return -1; }
inline bool is_own_file(const data_image&) { return false; }
#endif

}  // namespace wasm2cpp::guest

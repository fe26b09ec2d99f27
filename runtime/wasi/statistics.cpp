// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// File statistics and times. Where WASI's numbers are narrower than the system's (links of preview 0; times before 1970
// or after 2554), the nearest that can be told is.
#include "statistics.hpp"

#include <algorithm>

#include "descriptor.hpp"

namespace wasm2cpp::wasi {
namespace {

constexpr u64 second = 1'000'000'000;

u64 nanoseconds(const timespec& time) {
  if (time.tv_sec < 0) return 0;
  const u64 seconds = static_cast<u64>(time.tv_sec);
  if (seconds >= ~u64{0} / second) return ~u64{0};
  return seconds * second + static_cast<u64>(time.tv_nsec);
}

timespec time_of(u64 given, bool is_given, bool is_now) {
  if (is_given && is_now) fail(error_code::invalid);
  if (is_now) return {.tv_sec = 0, .tv_nsec = UTIME_NOW};
  if (!is_given) return {.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  return {.tv_sec = static_cast<time_t>(given / second), .tv_nsec = static_cast<long>(given % second)};
}

/// Size and times, which follow each other in both layouts.
void write_size_and_times(const guest_memory& memory, u32 at, const struct stat& about) {
  memory.write<u64>(at, static_cast<u64>(about.st_size));
  memory.write<u64>(at + 8, nanoseconds(about.st_atim));
  memory.write<u64>(at + 16, nanoseconds(about.st_mtim));
  memory.write<u64>(at + 24, nanoseconds(about.st_ctim));
}

/// Device, inode and type, which all begin with; the type with zeros up to the size of `Unit`.
template <class Unit>
void write_identity(const guest_memory& memory, u32 at, const struct stat& about) {
  memory.write<u64>(at, about.st_dev);
  memory.write<u64>(at + 8, about.st_ino);
  memory.write<Unit>(at + 16, static_cast<Unit>(file_type_of(about.st_mode)));
}

}  // namespace

file_times times_of(u64 accessed, u64 modified, u32 flags) {
  if (flags & ~u32{time_flag::all}) fail(error_code::invalid);
  return {time_of(accessed, flags & time_flag::accessed, flags & time_flag::accessed_now),
          time_of(modified, flags & time_flag::modified, flags & time_flag::modified_now)};
}

struct stat statistics_of(const descriptor& file) {
  struct stat about {};  // of a callback: nothing
  if (file.file) succeeded(::fstat(file.file.number(), &about));
  return about;
}

void write_filestat(const guest_memory& memory, u32 at, const struct stat& about) {
  memory.check(at, layout::filestat);
  write_identity<u64>(memory, at, about);
  memory.write<u64>(at + 24, about.st_nlink);
  write_size_and_times(memory, at + 32, about);
}

void write_unstable_filestat(const guest_memory& memory, u32 at, const struct stat& about) {
  memory.check(at, layout::unstable_filestat);
  write_identity<u32>(memory, at, about);
  memory.write<u32>(at + 20, static_cast<u32>(std::min<u64>(about.st_nlink, ~u32{0})));
  write_size_and_times(memory, at + 24, about);
}

}  // namespace wasm2cpp::wasi

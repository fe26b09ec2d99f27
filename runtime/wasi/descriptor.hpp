// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest's descriptor means, and the table of them. A function looks its descriptor up, with the rights that it
// needs, and holds what it found for as long as it works on it: another thread of the guest may close or renumber it
// meanwhile.
//
// A file, folder or socket is a descriptor of the host's, opened with O_CLOEXEC so that child processes do not inherit
// it. A standard stream may be a callback instead.
//
// Rights only ever shrink. Whatever comes from a read-only folder lacks the rights to change things, but is not told
// so: programs ask for more rights than they need, and those that find one missing beforehand go on without it. It is
// as on a read-only file system: what needs such a right fails with read_only, opening to write among it.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <wasm2cpp/wasi.hpp>

#include "failure.hpp"

namespace wasm2cpp::wasi {

/// A descriptor of the host's, closed by its owner unless it is borrowed.
class host_descriptor {
 public:
  host_descriptor() = default;
  explicit host_descriptor(int number, bool is_owned = true) : number_(number), is_owned_(is_owned) {}
  host_descriptor(host_descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)), is_owned_(other.is_owned_) {}
  host_descriptor& operator=(host_descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    std::swap(is_owned_, other.is_owned_);
    return *this;
  }
  ~host_descriptor();
  int number() const { return number_; }
  bool is_borrowed() const { return !is_owned_; }
  explicit operator bool() const { return number_ != -1; }

 private:
  int number_ = -1;
  bool is_owned_ = true;
};

/// What fd_readdir keeps between its calls; made at the first. directories.cpp.
class directory_listing;

struct descriptor {
  host_descriptor file;  ///< none for a callback
  wasi_stream stream;    ///< of a callback
  file_type type = file_type::unknown;
  bool is_read_only = false;  ///< a read-only folder, or opened from one: never has a right of right::changing
  std::optional<std::string> preopened_as;  ///< the guest's name of a folder that the host gave
  std::atomic<u64> rights{0};
  std::atomic<u64> inheriting{0};             ///< what descriptors opened from this folder may have
  std::atomic<u32> flags{0};                  ///< fd_flag
  mutable std::timed_mutex reading, writing;  ///< for threads that wait here: readiness.hpp
  std::recursive_timed_mutex calls;           ///< of the callback, which may call the guest, and that this again
  std::mutex mutex;                           ///< for the listing, and for changes of the rights
  std::shared_ptr<directory_listing> listing;

  bool has(u64 wanted) const { return (rights.load() & wanted) == wanted; }
};

using descriptor_ref = std::shared_ptr<descriptor>;

/// Kind and possible rights of a descriptor of the host's, by what it is.
file_type file_type_of(unsigned mode);
u64 possible_rights(file_type type);
/// The same of one that is open. A terminal has no position: programs know terminals by that (isatty).
u64 possible_rights(const descriptor& opened);

class descriptor_table {
 public:
  explicit descriptor_table(u32 most) : most_(most) {}

  /// Fails with bad_descriptor, or with not_capable if it lacks one of the rights; with read_only if that is why.
  descriptor_ref get(u32 fd, u64 rights = 0) const;
  /// The same for a folder: with not_directory if it is none.
  descriptor_ref get_directory(u32 fd, u64 rights) const;
  /// Puts it at the lowest free number. Fails with descriptors_exhausted.
  u32 add(descriptor_ref added) {
    return add_made([&] { return std::move(added); });
  }
  /// The same with what `make` gives, which is only called if there is room: no file is made and no connection taken in
  /// vain.
  template <class Make>
  u32 add_made(Make make) {
    const room held(*this);
    return put(make());
  }
  /// Fails with bad_descriptor.
  void remove(u32 fd);
  /// `to` is closed and means what `from` meant, which is free then. Both must be open.
  void renumber(u32 from, u32 to);

 private:
  /// For one more descriptor than are open, however many threads want one.
  class room {
   public:
    explicit room(descriptor_table& table);
    ~room();
    room(const room&) = delete;
    room& operator=(const room&) = delete;

   private:
    descriptor_table& table_;
  };
  u32 put(descriptor_ref added);

  mutable std::mutex mutex_;
  std::map<u32, descriptor_ref> open_;
  std::size_t held_ = 0;  ///< rooms
  u32 most_;
};

}  // namespace wasm2cpp::wasi

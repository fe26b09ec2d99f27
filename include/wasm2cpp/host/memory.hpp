// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A linear memory, as WebAssembly.Memory is in JavaScript: the host makes it and hands it to one or several modules, or
// takes it from a module's exports.
//
//   wasm2cpp::memory mem{{.min = 1, .max = 100}};            // in pages of 64 KiB
//   auto words = mem.view<std::uint32_t>(0, 3);              // see view.hpp
//   words[0] = 7;
//   mem.write_string(16, "xịn xò");
//
// A `memory` is a handle: copies share the bytes. Address space is reserved once, as far as the memory may ever grow,
// so growing costs no copy and **the base never moves**: `stable_base()` says whether that is so. It is not where there
// is no address space to reserve, and for 64-bit memories beyond their reservation.
//
// Offsets and lengths are in bytes, sizes of the memory in pages. Every access is checked against the memory's current
// size; outside of it is an access_error, never a crash, and a write that does not fit writes nothing.
//
// What this file does not do: the guest's accesses (guest/access.hpp) and the reservation (guest/memory.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <wasm2cpp/host/atomic_view.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/memory_object.hpp>
#include <wasm2cpp/host/utf8.hpp>
#include <wasm2cpp/host/view.hpp>

namespace wasm2cpp {

struct memory_options {
  std::uint64_t min = 0;                            ///< in pages
  std::optional<std::uint64_t> max = std::nullopt;  ///< in pages; none: as far as addresses go
  bool is_64 = false;                               ///< addressed by i64
  bool is_shared = false;                           ///< may be used by several threads at a time; needs a max
  unsigned page_bits = 16;                          ///< log2 of the page's size: 16, or 0 for pages of one byte
  /// Bytes of address space to reserve. None: what guard-mode code needs, if there is so much. Less than that makes a
  /// memory for code in checked mode only; 0 makes one that moves when it grows. A shared memory reserves its maximum
  /// whatever is said here.
  std::optional<std::uint64_t> reservation = std::nullopt;
};

class memory {
 public:
  /// A memory of `options.min` pages of zeros. Throws access_error if the options contradict each other or the system
  /// refuses the minimum. Where it refuses only the reservation, the memory is made without one.
  explicit memory(const memory_options& options) {
    result<memory> made = create(options);
    if (made)
      object_ = made->object_;
    else
      object_ = host::make_ref<host::memory_object>(), host::fail(made.error());
  }
  /// The same with the error as a value.
  static result<memory> create(const memory_options& options);
  explicit memory(host::ref<host::memory_object> object) : object_(std::move(object)) {}

  std::uint64_t size() const { return object_->byte_size() >> object_->page_bits; }  ///< in pages
  std::uint64_t byte_size() const { return object_->byte_size(); }
  std::uint64_t page_size() const { return std::uint64_t{1} << object_->page_bits; }  ///< in bytes
  std::uint64_t minimum() const { return object_->minimum; }                          ///< in pages, as declared
  /// In pages; none if none was declared.
  std::optional<std::uint64_t> maximum() const {
    return object_->has_maximum ? std::optional(object_->maximum) : std::nullopt;
  }
  bool is_64() const { return object_->is_64; }
  bool is_shared() const { return object_->is_shared; }

  /// Adds `pages` pages of zeros. The old size in pages, or -1 beyond the maximum or if the system refuses; then
  /// nothing has changed.
  std::int64_t grow(std::uint64_t pages) const {
    return static_cast<std::int64_t>(guest::grow_memory(*object_, pages));
  }

  /// Ends all waits at it (memory.atomic.wait, atomic_view::wait), those of now and those to come: a guest's as the
  /// trap `interrupted`. So threads that would wait for ever can be joined. There is no way back.
  void end_waits() const {
    guest::end_waits(object_->waits_are_over, object_->base, object_->base + object_->reserved);
  }
  bool waits_are_over() const { return __atomic_load_n(&object_->waits_are_over, __ATOMIC_ACQUIRE); }

  /// Whether the memory can reach its maximum without moving: pointers into it then stay valid.
  bool stable_base() const { return object_->is_stable(); }
  /// Whether guard-mode code may use it.
  bool is_guarded() const { return object_->is_guarded; }

  /// All bytes, as of now: the span does not follow when the memory grows, and dangles then unless stable_base(). Of a
  /// shared memory, it is for when no other thread is at it: plain accesses through it race with theirs.
  std::span<std::byte> bytes() const { return {object_->bytes(), static_cast<std::size_t>(byte_size())}; }

  /// `count` elements at `offset` (bytes). Throws access_error unless they all lie inside.
  template <memory_element T>
  wasm2cpp::view<T> view(std::uint64_t offset, std::size_t count) const {
    if (!holds(offset, count, sizeof(T))) return fail_outside(offset, count, sizeof(T)), wasm2cpp::view<T>();
    return wasm2cpp::view<T>(object_, offset, count);
  }
  template <memory_element T>
  result<wasm2cpp::view<T>> try_view(std::uint64_t offset, std::size_t count) const {
    if (!holds(offset, count, sizeof(T))) return error(outside(offset, count, sizeof(T)));
    return wasm2cpp::view<T>(object_, offset, count);
  }
  /// `count` integers at `offset` (bytes) to be accessed atomically, to wait at and to notify. Throws access_error
  /// unless they all lie inside and `offset` is a multiple of their size.
  template <atomic_element T>
  wasm2cpp::atomic_view<T> atomic_view(std::uint64_t offset, std::size_t count) const {
    result<wasm2cpp::atomic_view<T>> window = try_atomic_view<T>(offset, count);
    if (!window) return host::fail(window.error()), wasm2cpp::atomic_view<T>();
    return *window;
  }
  template <atomic_element T>
  result<wasm2cpp::atomic_view<T>> try_atomic_view(std::uint64_t offset, std::size_t count) const {
    if (!holds(offset, count, sizeof(T))) return error(outside(offset, count, sizeof(T)));
    if (offset % sizeof(T) != 0) return error(access_error(host::joined({"unaligned atomic at ", offset})));
    return wasm2cpp::atomic_view<T>(object_, offset, count);
  }

  /// The little-endian value at `offset`, aligned or not. Throws access_error unless all of it lies inside.
  template <memory_element T>
  T read(std::uint64_t offset) const {
    if (!object_->holds(offset, sizeof(T))) return host::fail(outside(offset, 1, sizeof(T))), T{};
    return object_->template load<T>(offset);
  }
  template <memory_element T>
  void write(std::uint64_t offset, T value) const {
    if (!object_->holds(offset, sizeof(T))) return host::fail(outside(offset, 1, sizeof(T)));
    object_->template store<T>(offset, value);
  }

  /// `length` bytes at `offset` as text. Throws access_error if they do not lie inside or are not valid UTF-8.
  std::string read_string(std::uint64_t offset, std::uint64_t length) const {
    result<std::string> text = try_read_string(offset, length);
    if (!text) return host::fail(text.error()), std::string();
    return *std::move(text);
  }
  result<std::string> try_read_string(std::uint64_t offset, std::uint64_t length) const {
    if (!object_->holds(offset, length)) return error(outside(offset, length, 1));
    std::string text(static_cast<std::size_t>(length), '\0');
    object_->copy_out(text.data(), offset, text.size());
    if (std::optional<error> invalid = invalid_utf8(text)) return *invalid;
    return text;
  }
  /// Writes the bytes of `text`, without a closing NUL, and returns their number. Throws access_error if they do not
  /// fit or are not valid UTF-8; nothing is written then.
  std::size_t write_string(std::uint64_t offset, std::string_view text) const {
    result<std::size_t> written = try_write_string(offset, text);
    if (!written) return host::fail(written.error()), std::size_t{0};
    return *written;
  }
  result<std::size_t> try_write_string(std::uint64_t offset, std::string_view text) const {
    if (!object_->holds(offset, text.size())) return error(outside(offset, text.size(), 1));
    if (std::optional<error> invalid = invalid_utf8(text)) return *invalid;
    object_->copy_in(offset, text.data(), text.size());
    return text.size();
  }

  /// Whether both handles mean the same memory.
  friend bool operator==(const memory& a, const memory& b) { return a.object_ == b.object_; }
  const host::ref<host::memory_object>& object() const { return object_; }  ///< for the runtime

 private:
  bool holds(std::uint64_t offset, std::size_t count, std::size_t size) const {
    return count <= byte_size() / size && object_->holds(offset, count * size);
  }
  /// Out of line, so that `view` is inlined: a compiler that saw its result's address go anywhere would have to find
  /// the elements' place anew after each store.
  [[gnu::noinline]] void fail_outside(std::uint64_t offset, std::uint64_t count, std::size_t size) const {
    host::fail(outside(offset, count, size));
  }
  access_error outside(std::uint64_t offset, std::uint64_t count, std::size_t size) const {
    return access_error(host::joined(
        {count, " x ", size, " bytes at ", offset, " are outside the memory of ", byte_size(), " bytes"}));
  }
  static std::optional<error> invalid_utf8(std::string_view text) {
    const std::size_t valid = host::valid_utf8_prefix(text);
    if (valid == text.size()) return std::nullopt;
    return error(access_error(host::joined({"invalid UTF-8 at byte ", valid, " of the text"})));
  }

  host::ref<host::memory_object> object_;
};

namespace host {

/// Pages that an address type and page size allow (section 3.2.3 and the custom page sizes proposal). With pages of one
/// byte it is one less than there are addresses, since memory.size must be able to say it.
inline std::uint64_t largest_memory(bool is_64, unsigned page_bits) {
  const unsigned bits = is_64 ? 64 : 32;
  return page_bits == 0 ? ~std::uint64_t{0} >> (64 - bits) : std::uint64_t{1} << (bits - page_bits);
}

/// Guarded, if no reservation is given and the system allows. Null if it, or the budget, refuses even the minimum, or
/// the maximum of a shared memory.
inline ref<memory_object> make_memory(const guest::memory_limits& limits, std::optional<std::uint64_t> reservation,
                                      const ref<budget_object>& budget = {}) {
  ref<memory_object> object = make_ref<memory_object>(budget);
  guest::memory_options options;
  options.growth = budget.get();
  options.guarded = !reservation;
  if (reservation) options.reservation = *reservation;
  return guest::create_memory(*object, limits, options) ? object : ref<memory_object>();
}

/// For messages.
inline std::string refused_memory(std::uint64_t min, bool is_shared, std::uint64_t max) {
  if (!is_shared) return joined({"the system refuses a memory of ", min, " pages"});
  return joined({"the system refuses a shared memory of ", min, " pages, or to reserve its maximum of ", max});
}

}  // namespace host

inline result<memory> memory::create(const memory_options& options) {
  const std::uint64_t largest = host::largest_memory(options.is_64, options.page_bits);
  const std::uint64_t max = options.max.value_or(largest);
  if (options.page_bits != 16 && options.page_bits != 0) return error(access_error("a page has 65536 bytes or one"));
  if (options.min > max || max > largest) return error(access_error("a memory's minimum or maximum is too large"));
  if (options.is_shared && !options.max) return error(access_error("a shared memory needs a maximum"));
  host::ref<host::memory_object> object = host::make_memory({.minimum = options.min,
                                                             .maximum = max,
                                                             .has_maximum = options.max.has_value(),
                                                             .is_64 = options.is_64,
                                                             .is_shared = options.is_shared,
                                                             .page_bits = static_cast<guest::u8>(options.page_bits)},
                                                            options.reservation);
  if (!object) return error(access_error(host::refused_memory(options.min, options.is_shared, max)));
  return memory(std::move(object));
}

}  // namespace wasm2cpp

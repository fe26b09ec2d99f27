// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A typed window on a linear memory, like JavaScript's typed arrays:
//
//   wasm2cpp::view<std::uint32_t> words = mem.view<std::uint32_t>(0, 3);   // byte offset, number of elements
//   words[0] = 7;
//   for (std::uint32_t word : words) ...
//
// A view keeps the memory alive, and stays right when the memory grows. Where growing may move the memory, and where
// other threads may write to it, it finds its bytes anew at each use; else it keeps a pointer, so that a loop over it
// is what it is over an array, vector instructions included. Elements need no alignment and are little-endian, as in
// Wasm; so `words[0]` is not a reference but a small object that loads and stores.
//
// Invariant: the window lay inside the memory when the view was made, and memories never shrink. So an index below
// `size()` is inside for good, and that is what each access checks.
//
// What this file does not do: synchronise. Reading what other threads write to a shared memory at the same time is
// harmless, and tells no more than that: use atomic_view.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/memory_object.hpp>
#include <wasm2cpp/host/v128.hpp>

namespace wasm2cpp {

/// What can be read from and written to a memory: numbers, enumerations, std::byte, vectors.
template <class T>
concept memory_element = (std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && sizeof(T) <= 8) || std::is_enum_v<T> ||
                         std::is_same_v<T, v128>;

namespace host {

/// Where element `index` of a window lies; the index is checked.
struct window {
  memory_object* memory = nullptr;
  std::uint64_t offset = 0;    ///< in bytes
  std::size_t count = 0;       ///< in elements
  guest::u8* fixed = nullptr;  ///< the first byte, if it may be accessed plainly and stays where it is

  static window of(memory_object* memory, std::uint64_t offset, std::size_t count) {
    const bool is_fixed = memory->is_stable() && !memory->is_shared;
    return {memory, offset, count, is_fixed ? memory->place(offset) : nullptr};
  }
  template <class T>
  T load(std::size_t index) const {
    if (index >= count) [[unlikely]]
      return fail_index(), T{};
    if (!fixed) return load_from<T>(memory, offset + index * sizeof(T));
    bits_of<T> bits;
    std::memcpy(&bits, fixed + index * sizeof(T), sizeof(T));
    return guest::bit_cast<T>(guest::little_endian(bits));
  }
  template <class T>
  void store(std::size_t index, T value) const {
    if (index >= count) [[unlikely]]
      return fail_index();
    if (!fixed) return store_to<T>(memory, offset + index * sizeof(T), value);
    const bits_of<T> bits = guest::little_endian(guest::bit_cast<bits_of<T>>(value));
    std::memcpy(fixed + index * sizeof(T), &bits, sizeof(T));
  }
  [[gnu::noinline]] static void fail_index() { fail_access({"index outside the view"}); }

 private:
  template <class T>
  using bits_of = typename guest::unsigned_of_size<sizeof(T)>::type;
  // Out of line, and not given the window itself: its address would be known, and it could not live in registers. They
  // do not throw, which compilers should know: a loop with more than one exit is not vectorised by g++.
  template <class T>
  [[gnu::noinline]] static T load_from(const memory_object* memory, std::uint64_t offset) noexcept {
    return memory->template load<T>(offset);
  }
  template <class T>
  [[gnu::noinline]] static void store_to(const memory_object* memory, std::uint64_t offset, T value) noexcept {
    memory->template store<T>(offset, value);
  }
};

}  // namespace host

/// An element of a view: reads as a T, and is assigned like one. Valid as long as the view.
template <memory_element T>
class view_element {
 public:
  view_element(host::window window, std::size_t index) : window_(window), index_(index) {}
  view_element(const view_element&) = default;
  operator T() const { return window_.template load<T>(index_); }
  // NOLINTBEGIN(misc-unconventional-assign-operator): it stands for an element, and is const when that is not
  const view_element& operator=(T value) const { return window_.template store<T>(index_, value), *this; }
  const view_element& operator=(const view_element& other) const { return *this = static_cast<T>(other); }
  view_element& operator=(const view_element& other) { return *this = static_cast<T>(other), *this; }
  view_element& operator=(T value) { return window_.template store<T>(index_, value), *this; }
  // NOLINTEND(misc-unconventional-assign-operator)
  const view_element& operator+=(T value) const { return *this = static_cast<T>(this->value() + value); }
  const view_element& operator-=(T value) const { return *this = static_cast<T>(this->value() - value); }
  const view_element& operator++() const { return *this += T{1}; }
  const view_element& operator--() const { return *this -= T{1}; }
  friend void swap(view_element a, view_element b) {
    const T value = a;
    a = static_cast<T>(b);
    b = value;
  }

 private:
  T value() const { return *this; }
  host::window window_;
  std::size_t index_;
};

template <memory_element T>
class view_iterator {
 public:
  using value_type = T;
  using reference = view_element<T>;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using iterator_category = std::random_access_iterator_tag;

  view_iterator() = default;
  view_iterator(host::window window, std::size_t index) : window_(window), index_(index) {}
  reference operator*() const { return {window_, index_}; }
  reference operator[](difference_type n) const { return *(*this + n); }
  view_iterator& operator++() { return *this += 1; }
  view_iterator& operator--() { return *this -= 1; }
  view_iterator operator++(int) { return std::exchange(*this, *this + 1); }
  view_iterator operator--(int) { return std::exchange(*this, *this - 1); }
  view_iterator& operator+=(difference_type n) { return index_ += static_cast<std::size_t>(n), *this; }
  view_iterator& operator-=(difference_type n) { return index_ -= static_cast<std::size_t>(n), *this; }
  friend view_iterator operator+(view_iterator i, difference_type n) { return i += n; }
  friend view_iterator operator+(difference_type n, view_iterator i) { return i += n; }
  friend view_iterator operator-(view_iterator i, difference_type n) { return i -= n; }
  friend difference_type operator-(const view_iterator& a, const view_iterator& b) {
    return static_cast<difference_type>(a.index_) - static_cast<difference_type>(b.index_);
  }
  /// A loop up to `end()` goes on while an index is below the size, which is what its accesses check, so that g++ need
  /// not check again, and vectorises. (What is beyond the end is equal to it.)
  friend bool operator==(const view_iterator& a, const view_iterator& b) {
    return b.index_ == b.window_.count ? a.index_ >= b.index_ : a.index_ == b.index_;
  }
  friend auto operator<=>(const view_iterator& a, const view_iterator& b) { return a.index_ <=> b.index_; }

 private:
  host::window window_;
  std::size_t index_ = 0;
};

/// See the head of this file. Made by `memory::view` and `memory::try_view`.
template <memory_element T>
class view {
 public:
  using value_type = T;
  using iterator = view_iterator<T>;

  view() = default;  ///< a window of no elements
  view(host::ref<host::memory_object> memory, std::uint64_t offset, std::size_t count)
      : memory_(std::move(memory)), window_(host::window::of(memory_.get(), offset, count)) {}

  std::size_t size() const { return window_.count; }  ///< in elements
  bool empty() const { return size() == 0; }
  std::uint64_t offset() const { return window_.offset; }  ///< in bytes, from the start of the memory

  /// Element `index`. Reading or assigning it throws access_error unless index < size().
  view_element<T> operator[](std::size_t index) const { return {window_, index}; }
  /// The value of element `index`; throws access_error unless index < size().
  T at(std::size_t index) const { return window_.template load<T>(index); }

  iterator begin() const { return {window_, 0}; }
  iterator end() const { return {window_, size()}; }

  /// Copies the first `destination.size()` elements out; throws access_error if there are fewer.
  void copy_to(std::span<T> destination) const {
    if (destination.size() > size()) return host::window::fail_index();
    if (destination.empty()) return;
    memory_->copy_out(destination.data(), window_.offset, destination.size_bytes());
    if constexpr (std::endian::native == std::endian::big)
      for (T& element : destination) element = guest::little_endian(element);
  }
  /// Copies `source` over the first elements; throws access_error if there are fewer, and then writes nothing.
  void copy_from(std::span<const T> source) const {
    if (source.size() > size()) return host::window::fail_index();
    if (source.empty()) return;
    if constexpr (std::endian::native == std::endian::little) {
      memory_->copy_in(window_.offset, source.data(), source.size_bytes());
    } else {
      for (std::size_t i = 0; i < source.size(); ++i) window_.template store<T>(i, source[i]);
    }
  }
  std::vector<T> to_vector() const {
    std::vector<T> values(size());
    copy_to(values);
    return values;
  }

 private:
  host::ref<host::memory_object> memory_;
  host::window window_;
};

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emitted code while it is written: text that only grows, piece by piece, most of them a few characters long. A
// std::string would do, but calls three functions of libraries for each piece.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace translator {

class Text {
 public:
  Text() = default;
  explicit Text(std::size_t capacity) { if (capacity != 0) grow(capacity); }
  Text(Text&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)), capacity_(std::exchange(other.capacity_, 0)) {}
  Text& operator=(Text&&) = delete;

  std::string_view view() const { return {bytes_.get(), size_}; }
  bool empty() const { return size_ == 0; }
  /// Keeps its memory.
  void clear() { size_ = 0; }

  Text& operator+=(std::string_view piece) {
    copy(room_for(piece.size()), piece.data(), piece.size());
    size_ += piece.size();
    return *this;
  }
  Text& operator+=(char c) {
    *room_for(1) = c;
    ++size_;
    return *this;
  }
  void append(std::size_t count, char c) {
    std::memset(room_for(count), c, count);
    size_ += count;
  }
  /// In decimal.
  void append_number(std::uint64_t number) {
    constexpr std::size_t most_digits = 20;
    char* const begin = room_for(most_digits);
    size_ += static_cast<std::size_t>(std::to_chars(begin, begin + most_digits, number).ptr - begin);
  }

 private:
  char* room_for(std::size_t count) {
    if (count > capacity_ - size_) grow(count);
    return bytes_.get() + size_;
  }

  /// Most pieces are a few bytes long: two moves that may overlap are fewer than a call.
  static void copy(char* to, const char* from, std::size_t count) {
    if (count > 16) std::memcpy(to, from, count);
    else if (count >= 8) copy_both_ends<8>(to, from, count);
    else if (count >= 4) copy_both_ends<4>(to, from, count);
    else if (count >= 2) copy_both_ends<2>(to, from, count);
    else if (count == 1) *to = *from;
  }

  template <std::size_t Width>
  static void copy_both_ends(char* to, const char* from, std::size_t count) {
    char end[Width];
    std::memcpy(end, from + count - Width, Width);
    std::memcpy(to, from, Width);
    std::memcpy(to + count - Width, end, Width);
  }

  [[gnu::noinline]] void grow(std::size_t count) {
    constexpr std::size_t least = 1024;
    const std::size_t capacity = size_ == 0 ? count + least : 2 * (size_ + count) + least;
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ != 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace translator

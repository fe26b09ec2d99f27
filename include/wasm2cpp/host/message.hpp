// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Messages, made of their parts:
//
//   joined({"a memory of ", pages, " pages is beyond the store's limit"})
//
// One function writes them all, because each module is compiled with the code of every message: a sum of strings is
// much code where it stands, a list of parts is little.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace wasm2cpp::host {

/// Text, which must outlive it, or an integer that is not negative, in decimal.
class message_part {
 public:
  message_part(const char* text) : message_part(std::string_view(text)) {}
  message_part(std::string_view text) : text_(text.data()), size_(text.size()) {}
  message_part(const std::string& text) : text_(text.data()), size_(text.size()) {}
  template <class T>
  requires std::is_unsigned_v<T> message_part(T number) { write(number); }
  std::string_view text() const { return {text_ ? text_ : digits_ + sizeof digits_ - size_, size_}; }

 private:
  void write(std::uint64_t number) {
    do digits_[sizeof digits_ - ++size_] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
  }
  const char* text_ = nullptr;  ///< null of a number
  std::size_t size_ = 0;
  char digits_[20];  ///< of a number, at their end
};

[[gnu::noinline]] inline void append(std::string& text, std::initializer_list<message_part> parts) {
  for (const message_part& part : parts) text.append(part.text());
}

[[gnu::noinline]] inline std::string joined(std::initializer_list<message_part> parts) {
  std::string text;
  append(text, parts);
  return text;
}

}  // namespace wasm2cpp::host

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lexer of the C++ that wasm2cpp emits: comments, string and character literals, brackets, and everything else. It
// has no raw strings, because none are emitted: an `R"` is read as a string, whose faults are then reported.
#include "lexer.hpp"

#include <cctype>

namespace fuzz {
namespace {

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::string fault() {
    while (fault_.empty() && position_ < text_.size()) take();
    if (fault_.empty() && !open_.empty()) fail("a bracket is not closed");
    return fault_;
  }

 private:
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  bool is_word(std::size_t i) const { return std::isalnum(static_cast<unsigned char>(at(i))) || at(i) == '_'; }

  void take() {
    const char c = text_[position_];
    if (c == '/' && at(position_ + 1) == '/') return take_line_comment();
    if (c == '/' && at(position_ + 1) == '*') return fail("a comment that nobody writes");
    const bool separates_digits = c == '\'' && position_ > 0 && is_word(position_ - 1) && is_word(position_ + 1);
    if (c == '"' || (c == '\'' && !separates_digits)) return take_literal(c);
    take_other(c);
  }

  void take_line_comment() {
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    for (std::size_t i = position_; i < end; ++i)
      if (is_control(text_[i])) return fail("a control character in a comment");
    if (at(end - 1) == '\\') return fail("a comment goes on in the next line");
    position_ = end;
  }

  void take_literal(char quote) {
    for (std::size_t i = position_ + 1; i < text_.size(); ++i) {
      if (text_[i] == quote) {
        position_ = i + 1;
        return;
      }
      if (is_control(text_[i])) return fail("a control character in a literal");
      if (text_[i] == '\\') ++i;
    }
    fail("a literal does not end");
  }

  void take_other(char c) {
    constexpr std::string_view opening = "([{", closing = ")]}";
    if (static_cast<unsigned char>(c) >= 0x80 || (is_control(c) && c != '\n') || c == '`' || c == '@' || c == '$' ||
        c == '\\')
      return fail("a character that C++ has no place for");
    if (const std::size_t which = opening.find(c); which != opening.npos) open_ += closing[which];
    if (closing.find(c) != closing.npos) {
      if (open_.empty() || open_.back() != c) return fail("brackets do not match");
      open_.pop_back();
    }
    ++position_;
  }

  static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

  void fail(const char* what) {
    const std::size_t from = position_ < 80 ? 0 : position_ - 80;
    fault_ = std::string(what) + ":\n" + std::string(text_.substr(from, 200));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::string open_;  ///< the brackets that are to come
  std::string fault_;
};

}  // namespace

std::string lexical_fault(std::string_view cpp) { return Lexer(cpp).fault(); }

}  // namespace fuzz

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bad input is reported by throwing one `Diagnostic`, which is caught once, in the command line:
//
//     demo.wasm:0x2c: func $f: i32.add expects i32, found f64
//
// Whoever throws knows the byte offset and what was expected and found; the function, where there is one, is added by
// the driver that walks the bodies (`Diagnostic::in_function`). The file is added by the command line.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <utility>

namespace translator {

/// The kind of refusal: a module that cannot be decoded, one that does not validate, or one that is valid but uses
/// something that this version does not translate.
enum class Refusal { Malformed, Invalid, Unsupported };

class Diagnostic : public std::exception {
 public:
  Diagnostic(Refusal refusal, std::size_t offset, std::string message)
      : refusal_(refusal), offset_(offset), message_(std::move(message)) {}

  Refusal refusal() const { return refusal_; }
  std::size_t offset() const { return offset_; }
  const char* what() const noexcept override { return message_.c_str(); }

  /// Prefixes the message with the function it is about, unless it has one already: "func $f: …", or "func 12: …".
  void in_function(const std::string& spelled) {
    if (has_function_) return;
    message_ = "func " + spelled + ": " + message_;
    has_function_ = true;
  }

  /// FILE:0xOFFSET: MESSAGE
  std::string formatted(const std::string& file) const;

 private:
  Refusal refusal_;
  std::size_t offset_;
  std::string message_;
  bool has_function_ = false;
};

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one C++ type that a guest's exception is thrown as, wasm2cpp::exception, which is also what the host catches; and
// wasm2cpp::exnref, a handle on the same that may be null and is no std::exception. Both pin the package
// (exception_package.hpp), and with it the store that its payload may refer to.
//
// Guests only make and rethrow them (exception.hpp). How a host makes one and reads the payload is in host/tag.hpp.
#pragma once

#include <exception>
#include <type_traits>

#include <wasm2cpp/guest/exception_package.hpp>

namespace wasm2cpp {

class value;
template <class... A>
class tag;

/// A reference to a guest's exception, or null; copies mean the same one.
class WASM2CPP_SHARED exnref {
 public:
  exnref() = default;  ///< null
  exnref(std::nullptr_t) {}
  /// Of what a guest holds; for the runtime.
  explicit exnref(guest::exnref package) : package_(package) {
    if (package_ != nullptr) guest::pin_exception(package_);
  }
  exnref(const exnref& other) : exnref(other.package_) {}
  exnref(exnref&& other) noexcept : package_(other.package_) { other.package_ = nullptr; }
  exnref& operator=(exnref other) noexcept {
    guest::exnref const mine = package_;
    package_ = other.package_;
    other.package_ = mine;
    return *this;
  }
  ~exnref() {
    if (package_ != nullptr) guest::unpin_exception(package_);
  }

  explicit operator bool() const noexcept { return package_ != nullptr; }
  friend bool operator==(const exnref& a, const exnref& b) noexcept { return a.package_ == b.package_; }

  /// Whether it was thrown with this tag. False of null.
  template <class... A>
  bool is(const tag<A...>& tag) const noexcept;
  /// The payload: nothing, one value, or a std::tuple. Throws access_error if it was thrown with another tag.
  template <class... A>
  auto get(const tag<A...>& tag) const;

  /// For guests, which hold it as a bare pointer from now on.
  operator guest::exnref() const {
    if (package_ != nullptr) guest::capture_package(package_);
    return package_;
  }
  guest::exnref package() const noexcept { return package_; }  ///< for the runtime

  /// Takes over a pin; for the runtime.
  static exnref adopt(guest::exnref package) noexcept {
    exnref made;
    made.package_ = package;
    return made;
  }

 private:
  guest::exnref package_ = nullptr;
};

/// An exception that a guest throws and nobody in the guest catches; or one that a host throws into a guest.
class WASM2CPP_SHARED exception : public std::exception {
 public:
  /// With the tag's payload. Throws access_error if a function or exception among it is of another store.
  template <class... A>
  explicit exception(const tag<A...>& tag, std::type_identity_t<A>... payload);
  /// Of a reference; must not be null.
  explicit exception(exnref reference) noexcept : reference_(static_cast<exnref&&>(reference)) {}

  const char* what() const noexcept override { return "uncaught exception"; }
  /// Whether it was thrown with this tag.
  template <class... A>
  bool is(const tag<A...>& tag) const noexcept {
    return reference_.is(tag);
  }
  /// The payload: nothing, one value, or a std::tuple. Throws access_error if it was thrown with another tag.
  template <class... A>
  auto get(const tag<A...>& tag) const {
    return reference_.get(tag);
  }
  const exnref& reference() const noexcept { return reference_; }

 private:
  exnref reference_;
};

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What can go wrong, as the host sees it:
//
//   trap          the guest did what the specification forbids; `what()` is the specification's wording
//   link_error    a module's imports do not fit; names the import, the type wanted and the type found
//   access_error  the host itself asked for what is not there: bytes beyond a memory, an element beyond a table, an
//                 export of another type, a change of an immutable global
//   exception     a guest's exception that no guest caught; its payload is read with its tag (tag.hpp)
//
// All are std::exceptions, copy without throwing, and are thrown where exceptions are on. `error` holds any one of
// them, for `result` and `try_call` (try_call.hpp), which work without exceptions too.
//
// Under -fno-exceptions the functions that would throw return a zero value instead, and the error waits in the thread
// until the enclosing try_call picks it up. Without an enclosing try_call it is printed and the process aborts: an
// error is never lost. All of that is in one function, `fail`.
//
// One program may have files of both kinds: a host without exceptions and translated modules with them is what comes of
// one flag on the wrong target. The linker keeps one copy of each of our functions, of either kind. So whether an error
// waits is decided by the innermost try_call, and not by how `fail` was compiled; to throw, a copy without exceptions
// calls one with them.
//
// What this file does not do: raise traps in guest code (guest/trap.hpp).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <wasm2cpp/guest/names.hpp>
#include <wasm2cpp/guest/thrown.hpp>
#include <wasm2cpp/guest/trap.hpp>
#include <wasm2cpp/host/message.hpp>
#include <wasm2cpp/host/reference_count.hpp>

#if defined(__cpp_exceptions)
#define WASM2CPP_HAS_EXCEPTIONS 1
#else
#define WASM2CPP_HAS_EXCEPTIONS 0
#endif

namespace wasm2cpp {

namespace host {

/// What copies of an error share, so that they copy without throwing.
template <class Content>
struct shared_content final : reference_counted {
  explicit shared_content(Content from) : content(std::move(from)) {}
  const Content content;
};

}  // namespace host

/// A guest's trap, as it arrived at the host.
class WASM2CPP_SHARED trap : public std::exception {
 public:
  explicit trap(const guest::trap_record& record);
  trap_kind kind() const noexcept { return record_->content.kind; }
  /// The specification's wording, such as "out of bounds memory access".
  const char* what() const noexcept override { return trap_message(kind()); }
  /// The names of the guest functions that were active, innermost first; at most the 64 innermost frames are known, and
  /// functions of unloaded libraries are left out.
  std::vector<std::string> stack() const;

 private:
  host::ref<const host::shared_content<guest::trap_record>> record_;
};

namespace host {

/// A std::exception with a message.
class WASM2CPP_SHARED message_error : public std::exception {
 public:
  const char* what() const noexcept override { return message_->content.c_str(); }

 protected:
  explicit message_error(std::string message);

 private:
  ref<const shared_content<std::string>> message_;
};

}  // namespace host

/// Imports that do not fit. Nothing has been written anywhere when it is thrown.
class WASM2CPP_SHARED link_error : public host::message_error {
 public:
  explicit link_error(std::string message) : message_error(std::move(message)) {}
};

/// A host's request outside the bounds, or of another type, than what it was made of.
class WASM2CPP_SHARED access_error : public host::message_error {
 public:
  explicit access_error(std::string message) : message_error(std::move(message)) {}
};

/// Any one of the four.
class error {
 public:
  error(const trap& cause);
  error(const link_error& cause);
  error(const access_error& cause);
  error(const exception& cause);
  const char* what() const noexcept { return cause_->what(); }
  /// Null unless it is one.
  const trap* as_trap() const noexcept { return as<trap>(a_trap); }
  const link_error* as_link_error() const noexcept { return as<link_error>(a_link_error); }
  const access_error* as_access_error() const noexcept { return as<access_error>(an_access_error); }
  const exception* as_exception() const noexcept { return as<exception>(an_exception); }

 private:
  enum kind : std::uint8_t { a_trap, a_link_error, an_access_error, an_exception };

  template <class Cause>
  error(kind kind_of_cause, const host::shared_content<Cause>* holder)
      : holder_(holder), cause_(&holder->content), kind_of_cause_(kind_of_cause) {}
  template <class Cause>
  const Cause* as(kind wanted) const noexcept {
    return kind_of_cause_ == wanted ? static_cast<const Cause*>(cause_) : nullptr;
  }

  host::ref<const host::reference_counted> holder_;  ///< of the cause
  const std::exception* cause_;
  kind kind_of_cause_;
};

// Out of line: what makes errors is compiled with each module.

[[gnu::noinline]] inline trap::trap(const guest::trap_record& record)
    : record_(new host::shared_content<guest::trap_record>(record)) {}

inline std::vector<std::string> trap::stack() const {
  std::vector<std::string> names;
  for (guest::u32 i = 0; i < record_->content.frame_count; ++i)
    if (const char* name = guest::find_function(record_->content.frames[i]).name) names.emplace_back(name);
  return names;
}

[[gnu::noinline]] inline host::message_error::message_error(std::string message)
    : message_(new shared_content<std::string>(std::move(message))) {}

[[gnu::noinline]] inline error::error(const trap& cause) : error(a_trap, new host::shared_content<trap>(cause)) {}
[[gnu::noinline]] inline error::error(const link_error& cause)
    : error(a_link_error, new host::shared_content<link_error>(cause)) {}
[[gnu::noinline]] inline error::error(const access_error& cause)
    : error(an_access_error, new host::shared_content<access_error>(cause)) {}
[[gnu::noinline]] inline error::error(const exception& cause)
    : error(an_exception, new host::shared_content<exception>(cause)) {}

namespace host {

/// The error that waits in this thread, and whether the innermost try_call was compiled without exceptions and takes
/// it.
struct waiting_error {
  bool is_wanted = false;
  error* first = nullptr;  ///< the first error since the innermost try_call began; owned
};
inline WASM2CPP_SHARED constinit thread_local waiting_error waiting;

/// Prints what nobody would handle, and ends the process.
[[noreturn]] [[gnu::noinline]] inline void abort_with(const error& cause) {
  std::fprintf(stderr, "wasm2cpp: %s\n", cause.what());
  if (const trap* t = cause.as_trap())
    for (const std::string& name : t->stack()) std::fprintf(stderr, "  in %s\n", name.c_str());
  std::abort();
}

/// Throws what `cause` holds. Missing (null) in a program without exceptions.
#if WASM2CPP_HAS_EXCEPTIONS
[[gnu::noinline]] WASM2CPP_SHARED inline void throw_error(const error& cause) {
  if (const trap* t = cause.as_trap()) throw *t;
  if (const link_error* e = cause.as_link_error()) throw *e;
  if (const access_error* e = cause.as_access_error()) throw *e;
  throw *cause.as_exception();
}
#else
[[gnu::weak]] void throw_error(const error& cause);
#endif

/// Throws `cause`, or returns, leaving it to the enclosing try_call, or aborts: see the head of this file.
[[gnu::noinline]] inline void fail(error cause) {
  if (waiting.is_wanted) {
    if (!waiting.first) waiting.first = new error(std::move(cause));
    return;
  }
#if !WASM2CPP_HAS_EXCEPTIONS
  if (!throw_error) abort_with(cause);
#endif
  throw_error(cause);
}

/// The same of an access_error, whose message has these parts.
[[gnu::noinline]] inline void fail_access(std::initializer_list<message_part> message) {
  fail(access_error(joined(message)));
}

}  // namespace host

/// A value, or the error that prevented it: for code without exceptions. Like std::expected.
/// (A union of our own: std::variant of every module's class costs 20 ms of each module's compilation.)
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : value_(std::move(value)), has_value_(true) {}
  result(wasm2cpp::error cause) : error_(std::move(cause)), has_value_(false) {}
  result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : has_value_(other.has_value_) {
    construct(std::move(other));
  }
  result(const result& other) requires std::is_copy_constructible_v<T> : has_value_(other.has_value_) {
    construct(other);
  }
  result& operator=(result other) {
    destroy();
    has_value_ = other.has_value_;
    construct(std::move(other));
    return *this;
  }
  ~result() { destroy(); }

  bool has_value() const noexcept { return has_value_; }
  explicit operator bool() const noexcept { return has_value_; }
  /// The value; without one, throws the error (or aborts, without exceptions).
  T& value() & { return require(), value_; }
  const T& value() const& { return require(), value_; }
  T&& value() && { return require(), std::move(value_); }
  /// The value; there must be one.
  T& operator*() & { return value_; }
  const T& operator*() const& { return value_; }
  T&& operator*() && { return std::move(value_); }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }
  T value_or(T other) const& { return has_value_ ? value_ : std::move(other); }
  /// The error; there must be one.
  const wasm2cpp::error& error() const { return error_; }

 private:
  void require() const {
    if (has_value_) return;
#if WASM2CPP_HAS_EXCEPTIONS
    host::throw_error(error_);
#else
    host::abort_with(error_);
#endif
  }
  template <class Result>
  void construct(Result&& other) {
    if (has_value_)
      ::new (static_cast<void*>(&value_)) T(std::forward<Result>(other).value_);
    else
      ::new (static_cast<void*>(&error_)) wasm2cpp::error(std::forward<Result>(other).error_);
  }
  void destroy() {
    if (has_value_)
      value_.~T();
    else
      error_.~error();
  }

  union {
    T value_;
    wasm2cpp::error error_;
  };
  bool has_value_;
};

template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(wasm2cpp::error cause) : error_(std::move(cause)) {}
  bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Throws the error if there is one (or aborts, without exceptions).
  void value() const {
    if (has_value()) return;
#if WASM2CPP_HAS_EXCEPTIONS
    host::throw_error(*error_);
#else
    host::abort_with(*error_);
#endif
  }
  const wasm2cpp::error& error() const { return *error_; }

 private:
  std::optional<wasm2cpp::error> error_;
};

}  // namespace wasm2cpp

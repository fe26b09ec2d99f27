// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that give a result instead of throwing:
//
//   wasm2cpp::result<std::uint32_t> quotient = wasm2cpp::try_call([&] { return instance.div(1, 0); });
//   if (!quotient) std::puts(quotient.error().what());       // "integer divide by zero"
//
// With exceptions it is a `try` around the call. Without them it is the place where an error that waits in the thread
// (errors.hpp) is picked up. Either way only our own errors become results; other exceptions pass. The innermost
// try_call decides which of the two it is.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <wasm2cpp/host/errors.hpp>

namespace wasm2cpp {

namespace host {

/// Without exceptions, errors wait while it lasts; with them, they are thrown. Scopes nest.
class waiting_scope {
 public:
  explicit waiting_scope(bool is_wanted) : outer_(std::exchange(waiting, {is_wanted, nullptr})) {}
  ~waiting_scope() {
    delete waiting.first;
    waiting = outer_;
  }
  waiting_scope(const waiting_scope&) = delete;
  waiting_scope& operator=(const waiting_scope&) = delete;
  /// The error that came up inside; null if none did.
  const error* cause() const { return waiting.first; }

 private:
  waiting_error outer_;
};

}  // namespace host

/// `std::invoke(callable, arguments...)`; a trap, link_error, access_error or guest's exception that it raises is the
/// result's error.
template <class F, class... A>
auto try_call(F&& callable, A&&... arguments) -> result<std::decay_t<std::invoke_result_t<F, A...>>> {
  using value_type = std::decay_t<std::invoke_result_t<F, A...>>;
  const host::waiting_scope scope(!WASM2CPP_HAS_EXCEPTIONS);
#if WASM2CPP_HAS_EXCEPTIONS
  try {
    if constexpr (std::is_void_v<value_type>) {
      std::invoke(std::forward<F>(callable), std::forward<A>(arguments)...);
      return {};
    } else {
      return std::invoke(std::forward<F>(callable), std::forward<A>(arguments)...);
    }
  } catch (const trap& cause) {
    return error(cause);
  } catch (const link_error& cause) {
    return error(cause);
  } catch (const access_error& cause) {
    return error(cause);
  } catch (const exception& cause) {
    return error(cause);
  }
#else
  if constexpr (std::is_void_v<value_type>) {
    std::invoke(std::forward<F>(callable), std::forward<A>(arguments)...);
    if (scope.cause()) return *scope.cause();
    return {};
  } else {
    value_type value = std::invoke(std::forward<F>(callable), std::forward<A>(arguments)...);
    if (scope.cause()) return *scope.cause();
    return value;
  }
#endif
}

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls whose type is known at run time only. `function::code` has a C++ type that only the translated module knows, so
// each module's description holds, for each of its function types, one thunk that knows it too:
//
//   invoke<values<u32, f32>(u64)>:   reads a u64 from arguments[0], calls, writes results[0] and results[1]
//
// The caller looks at the canonical type to know how many values there are and of what kind. An untyped_value is a slot
// of 16 bytes, so that a v128 fits.
//
// What this file does not do: check anything, or enter the guest (enter.hpp); the thunk runs as guest code.
#pragma once

#include <cstddef>
#include <utility>

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/guest/description.hpp>
#include <wasm2cpp/guest/untyped_value.hpp>

namespace wasm2cpp::guest {

template <class Signature>
struct invoker;

template <class R, class... A>
struct invoker<R(A...)> {
  static void call(const function* callee, const untyped_value* arguments, untyped_value* results) {
    call(callee, arguments, results, std::index_sequence_for<A...>{});
  }

 private:
  template <std::size_t... I>
  static void call(const function* callee, [[maybe_unused]] const untyped_value* arguments,
                   [[maybe_unused]] untyped_value* results, std::index_sequence<I...>) {
    if constexpr (std::is_void_v<R>)
      signature<R(A...)>::call(callee, arguments[I].template get<A>()...);
    else
      store(results, signature<R(A...)>::call(callee, arguments[I].template get<A>()...));
  }

  template <class T>
  static void store(untyped_value* results, T value) {
    results[0].set(value);
  }
  template <class... T>
  static void store(untyped_value* results, const values<T...>& value) {
    store(results, value, std::index_sequence_for<T...>{});
  }
  template <class... T, std::size_t... I>
  static void store(untyped_value* results, const values<T...>& value, std::index_sequence<I...>) {
    [[maybe_unused]] const int each[] = {(results[I].set(guest::get<I>(value)), 0)...};  // a fold nests too deep
  }
};

/// For type_description::invoke.
template <class Signature>
inline constexpr auto invoke =
    static_cast<void (*)(const function*, const untyped_value*, untyped_value*)>(&invoker<Signature>::call);

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How C++ signatures stand for function types (specification, section 2.3.8).
//
// The host writes `std::tuple<std::uint32_t, float>(std::uint64_t)` where the specification writes
// [i64] -> [i32 f32]. Guest code spells several results `values<u32, f32>`, a plain aggregate; this file maps between
// the two spellings, and deduces the signature of a callable, so that `linker::define` takes a bare lambda.
//
//   i32: std::uint32_t   i64: std::uint64_t   f32: float   f64: double   v128: wasm2cpp::v128
//   funcref, externref: wasm2cpp::funcref, externref   exnref: wasm2cpp::exnref, a handle where guests hold a pointer
//   no result: void      one: itself          several: std::tuple<...>
//
// A callable may use what converts: any integer of 32 bits or fewer stands for an i32, of 64 for an i64. A result
// converts if C++ does it implicitly, or it is an enumerator; but a floating-point number becomes no integer.
//
// What this file does not do: canonical types (canonical_type.hpp).
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/guest/thrown.hpp>
#include <wasm2cpp/host/v128.hpp>

namespace wasm2cpp {
using guest::externref;
using guest::funcref;
class caller;
class anyref;
class eqref;
class i31ref;
class structref;
class arrayref;
struct store_data;
}  // namespace wasm2cpp

namespace wasm2cpp::host {

/// Handles on what the collector owns: reference.hpp.
template <class T>
concept collected_reference = std::same_as<T, anyref> || std::same_as<T, eqref> || std::same_as<T, i31ref> ||
    std::same_as<T, structref> || std::same_as<T, arrayref>;

/// The types that stand for a value type, exactly.
template <class T>
concept value_of_guest = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t> || std::same_as<T, float> ||
    std::same_as<T, double> || std::same_as<T, v128> || std::same_as<T, funcref> || std::same_as<T, externref> ||
    std::same_as<T, exnref> || collected_reference<T>;

/// What guest code has for it: itself, but for handles and vectors.
template <>
struct guest_value<exnref> {
  using type = guest::exnref;
};
template <collected_reference T>
struct guest_value<T> {
  using type = guest::anyref;
};

template <class T>
guest_value_t<T> to_guest(const T& value);
template <class T>
T to_host(guest_value_t<T> value, store_data* store);

// ---- results: std::tuple of the host, `values` of the guest ----

template <class R>
struct result_traits {
  static_assert(value_of_guest<R>, "a result is std::uint32_t, std::uint64_t, float, double, v128 or a reference");
  using guest_type = guest_value_t<R>;
  static constexpr std::size_t count = 1;
  static R to_host(guest_type value, store_data* store) { return host::to_host<R>(value, store); }
  static guest_type to_guest(const R& value) { return host::to_guest(value); }
};

template <>
struct result_traits<void> {
  using guest_type = void;
  static constexpr std::size_t count = 0;
};

template <class... R>
struct result_traits<std::tuple<R...>> {
  static_assert(sizeof...(R) >= 2, "no result is void, and one result is itself");
  using guest_type = guest::values<guest_value_t<R>...>;
  static constexpr std::size_t count = sizeof...(R);
  static std::tuple<R...> to_host(const guest_type& results, store_data* store) {
    return to_host(results, store, std::index_sequence_for<R...>{});
  }
  static guest_type to_guest(const std::tuple<R...>& results) {
    return std::apply([](const R&... value) { return guest::values_of<guest_value_t<R>...>(host::to_guest(value)...); },
                      results);
  }

 private:
  template <std::size_t... I>
  static std::tuple<R...> to_host(const guest_type& results, [[maybe_unused]] store_data* store,
                                  std::index_sequence<I...>) {
    return {host::to_host<R>(guest::get<I>(results), store)...};
  }
};

/// `values<u32, f32>` to `std::tuple<u32, f32>`; others as alone.
template <class R>
struct host_result {
  using type = host_value_t<R>;
};
template <class... R>
struct host_result<guest::values<R...>> {
  using type = std::tuple<host_value_t<R>...>;
};
template <class R>
using host_result_t = typename host_result<R>::type;

// ---- the signature of a callable ----

/// What a parameter or result of a C++ callable stands for.
template <class T>
struct nearest_value {
  using plain = std::remove_cvref_t<T>;
  static_assert(std::is_integral_v<plain> || std::is_enum_v<plain> || value_of_guest<plain>,
                "a host function takes and returns integers, float, double, v128 and references");
  using type = std::conditional_t<value_of_guest<plain>, plain,
                                  std::conditional_t<(sizeof(plain) > 4), std::uint64_t, std::uint32_t>>;
};
template <>
struct nearest_value<void> {
  using type = void;
};
template <class... T>
struct nearest_value<std::tuple<T...>> {
  using type = std::tuple<typename nearest_value<T>::type...>;
};
template <class T>
using nearest_value_t = typename nearest_value<T>::type;

template <class F>
struct callable_signature : callable_signature<decltype(&F::operator())> {};  // a lambda that is not generic
template <class R, class... A>
struct callable_signature<R (*)(A...)> {
  using type = nearest_value_t<R>(nearest_value_t<A>...);
};
template <class R, class... A>
struct callable_signature<R (*)(caller&, A...)> {
  using type = nearest_value_t<R>(nearest_value_t<A>...);
};
template <class R, class... A>
struct callable_signature<R (*)(A...) noexcept> : callable_signature<R (*)(A...)> {};
template <class F, class R, class... A>
struct callable_signature<R (F::*)(A...)> : callable_signature<R (*)(A...)> {};
template <class F, class R, class... A>
struct callable_signature<R (F::*)(A...) const> : callable_signature<R (*)(A...)> {};
template <class F, class R, class... A>
struct callable_signature<R (F::*)(A...) noexcept> : callable_signature<R (*)(A...)> {};
template <class F, class R, class... A>
struct callable_signature<R (F::*)(A...) const noexcept> : callable_signature<R (*)(A...)> {};

/// Whether what a callable returns becomes a result of type R.
template <class Returned, class R>
concept becomes_result = std::is_void_v<R> || (std::is_enum_v<Returned> && std::is_integral_v<R>) ||
    (std::is_convertible_v<Returned, R> &&
     !(std::is_floating_point_v<std::remove_cvref_t<Returned>> && std::is_integral_v<R>));

template <class F>
using callable_signature_t = typename callable_signature<std::decay_t<F>>::type;

}  // namespace wasm2cpp::host

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// values<u32, f32>: what a function with several results returns, and what the arguments of a tail call travel in.
//
//     return values_of<u32, f32>(x, y);
//     const values<u32, f32> t = two(self, m);  use(get<0>(t));
//
// A trivially copyable aggregate, so that two results are returned in registers (std::tuple is not, and its header
// costs more than all of ours). It inherits one leaf per element instead of nesting, because compilers limit the depth
// of templates to 900 while a function may have 1,000 results.
#pragma once

#include <utility>

#include <wasm2cpp/config.hpp>

namespace wasm2cpp::guest {

template <std::size_t Index, class T>
struct value_leaf {
  T value;
};

template <class Indices, class... T>
struct value_leaves;

template <std::size_t... Index, class... T>
struct value_leaves<std::index_sequence<Index...>, T...> : value_leaf<Index, T>... {};

template <class... T>
struct values : value_leaves<std::index_sequence_for<T...>, T...> {};

template <std::size_t Index, class T>
WASM2CPP_INLINE constexpr T get(const value_leaf<Index, T>& leaf) {
  return leaf.value;
}

template <class... T, std::size_t... Index>
WASM2CPP_INLINE constexpr values<T...> make_values(std::index_sequence<Index...>, T... value) {
  return {{value_leaf<Index, T>{value}...}};  // not a fold expression: clang limits those to 256 operands
}

template <class... T>
WASM2CPP_INLINE constexpr values<T...> values_of(T... value) {
  return make_values<T...>(std::index_sequence_for<T...>{}, value...);
}

}  // namespace wasm2cpp::guest

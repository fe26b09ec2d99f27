// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two modules as the emitter would write them, but by hand: so that the runtime's tests need no translator, and so that
// the contract between emitted code and the runtime can be read in one place.
//
//   hand: imports a memory, a table, a mutable global and a function; exports functions, them, and a global
//   lone: imports nothing; has a memory of its own, and functions that trap
#pragma once

#include <wasm2cpp/guest.hpp>
#if WASM2CPP_VERSION != 100
#error "this file is written for the runtime of wasm2cpp 0.1.0"
#endif

namespace hand::code {
struct state : wasm2cpp::guest::instance_state {
  wasm2cpp::guest::memory_data* memory_space[1];
  wasm2cpp::guest::table_data* table_space[1];
  const wasm2cpp::guest::function* imported_function[1];
  wasm2cpp::guest::function defined_function[6];
  std::uint64_t* g0;  // imported, mutable
  std::uint32_t g1;
};
}  // namespace hand::code

namespace lone::code {
struct state : wasm2cpp::guest::instance_state {
  wasm2cpp::guest::memory_data* memory_space[1];
  wasm2cpp::guest::function defined_function[6];
};
}  // namespace lone::code

#ifndef WASM2CPP_SHARD
#include <wasm2cpp/wasm2cpp.hpp>

namespace hand {

const wasm2cpp::module_description& description() noexcept;

struct imports {
  struct js_imports {
    wasm2cpp::memory mem;
    wasm2cpp::table tab;
    wasm2cpp::global<std::uint64_t> g;
    wasm2cpp::function_import<std::tuple<std::uint32_t, float>(std::uint32_t)> f;

    template <class Host>
    static js_imports from(Host& host_) {
      return {
          .mem = host_.mem,
          .tab = host_.tab,
          .g = host_.g,
          .f = wasm2cpp::member_import<std::tuple<std::uint32_t, float>(std::uint32_t)>(
              host_,
              [](auto& h_, auto&&... a_) -> decltype(h_.f(static_cast<decltype(a_)>(a_)...)) {
                return h_.f(static_cast<decltype(a_)>(a_)...);
              }),
      };
    }
  } js;
};

class instance {
 public:
  explicit instance(imports imports);
  explicit instance(const wasm2cpp::store& store, imports imports);
  explicit instance(wasm2cpp::module_instance existing);
  static wasm2cpp::result<instance> create(imports imports);
  static wasm2cpp::result<instance> create(const wasm2cpp::store& store, imports imports);
  instance(instance&&) noexcept = default;
  instance& operator=(instance&&) noexcept = default;

  void sum();                                             // i32 at 0 + i32 at 4 -> 8
  std::tuple<std::uint32_t, float> two(std::uint32_t a);  // calls the import f
  std::uint32_t call_element(std::uint32_t index, std::uint32_t a);
  std::uint32_t twice(std::uint32_t a);
  wasm2cpp::funcref give(wasm2cpp::funcref r);          // the reference itself
  std::uint64_t count();                                // adds 1 to both globals; the imported one's value
  std::tuple<std::uint32_t, float> f(std::uint32_t a);  // a re-exported import
  wasm2cpp::memory mem() const;
  wasm2cpp::table tab() const;
  wasm2cpp::global<std::uint64_t> g() const;
  wasm2cpp::global<std::uint32_t> counter() const;

 private:
  wasm2cpp::module_instance self_;
  friend const wasm2cpp::module_instance& handle_of(const instance& i) noexcept { return i.self_; }
  friend const wasm2cpp::module_description& description_of(const instance*) noexcept { return ::hand::description(); }
};

}  // namespace hand

namespace lone {

const wasm2cpp::module_description& description() noexcept;

class instance {
 public:
  instance();
  explicit instance(const wasm2cpp::store& store);
  explicit instance(wasm2cpp::module_instance existing);
  static wasm2cpp::result<instance> create();
  static wasm2cpp::result<instance> create(const wasm2cpp::store& store);
  instance(instance&&) noexcept = default;
  instance& operator=(instance&&) noexcept = default;

  std::uint32_t add(std::uint32_t a, std::uint32_t b);
  std::uint32_t peek(std::uint32_t address);
  std::uint32_t divide(std::uint32_t a, std::uint32_t b);
  void unreachable_();
  std::uint32_t recurse(std::uint32_t n);  // never ends
  std::uint32_t grow(std::uint32_t pages);
  wasm2cpp::memory memory() const;

 private:
  wasm2cpp::module_instance self_;
  friend const wasm2cpp::module_instance& handle_of(const instance& i) noexcept { return i.self_; }
  friend const wasm2cpp::module_description& description_of(const instance*) noexcept { return ::lone::description(); }
};

}  // namespace lone
#endif

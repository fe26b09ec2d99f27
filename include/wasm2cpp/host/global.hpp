// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A global variable, made by the host or taken from a module's exports:
//
//   wasm2cpp::global<std::uint32_t> limit{100};                              // immutable
//   wasm2cpp::global<std::uint64_t> ticks{0, {.is_mutable = true}};
//   ticks.set(ticks.get() + 1);
//
// A `global` is a handle on a cell: copies mean the same one. A host's cell is counted by itself, an instance's lies in
// the instance, and the handle keeps the store. A global of references belongs to a store, as its references do.
//
// What this file does not do: matching against an import; that is link.hpp's.
#pragma once

#include <wasm2cpp/host/function.hpp>
#include <wasm2cpp/host/table.hpp>

namespace wasm2cpp {

struct global_options {
  bool is_mutable = false;
};

namespace host {

/// The cell of a global that the host made.
struct global_cell final : reference_counted {
  guest::untyped_value value{};
  ref<fixed_roots> roots;  ///< of one that holds references
};

/// Where a global's value is, of what type it is, and who keeps it.
struct global_location {
  ref<reference_counted> owner;  ///< the host's cell, or the store
  ref<store_data> store;         ///< of an instance's global, and of one that holds references; else null
  void* cell = nullptr;
  canonical_value type;
  bool is_mutable = false;
};

}  // namespace host

template <class T>
class global {
  static_assert(host::value_of_guest<T>,
                "a global holds std::uint32_t, std::uint64_t, float, double, v128 or a reference");

 public:
  /// A host's global. One that holds references gets a store of its own; see the next constructor.
  explicit global(T value, const global_options& options = {}) {
    if constexpr (host::reference<T>)
      *this = global(wasm2cpp::store(), value, options);
    else
      make_cell(value, options);
  }
  /// The same in `store`. Throws access_error if `value` is a function of another store.
  global(const wasm2cpp::store& store, T value, const global_options& options = {}) requires host::reference<T> {
    location_.store = store.data();
    const bool is_ours = host::may_enter(store.data().get(), value);
    make_cell(is_ours ? value : T(nullptr), options);
    if (!is_ours) host::fail_foreign_reference();
  }
  explicit global(host::global_location location) : location_(std::move(location)) {}

  T get() const {
    host::guest_value_t<T> value;
    std::memcpy(&value, location_.cell, sizeof value);
    return host::to_host<T>(value, location_.store.get());
  }
  /// Throws access_error if the global is immutable, or `value` is of another store.
  void set(T value) const {
    if (!location_.is_mutable) return host::fail_access({"the global is immutable"});
    if (!host::may_enter(location_.store.get(), value)) return host::fail_foreign_reference();
    if constexpr (host::reference<T>)
      if (!host::value_matches(host::type_of_reference(value), location_.type))
        return host::fail_access({"the global holds references of another type"});
    const host::guest_value_t<T> content = host::to_guest(value);
    std::memcpy(location_.cell, &content, sizeof content);
  }
  bool is_mutable() const { return location_.is_mutable; }

  const host::global_location& location() const { return location_; }  ///< for the runtime

 private:
  void make_cell(const T& value, const global_options& options) {
    const host::ref<host::global_cell> cell = host::make_ref<host::global_cell>();
    cell->value.set(host::to_guest(value));
    if constexpr (host::reference<T>)
      cell->roots = host::make_ref<host::fixed_roots>(cell->value.bytes, sizeof(void*));
    location_.owner = cell;
    location_.cell = cell->value.bytes;
    location_.type = host::canonical_value_of<T>();
    location_.is_mutable = options.is_mutable;
    if constexpr (std::is_same_v<T, exnref>) {
      location_.store->keep(cell);
      location_.store->exception_cells.push_back(&cell->value);
    }
  }
  host::global_location location_;
};

}  // namespace wasm2cpp

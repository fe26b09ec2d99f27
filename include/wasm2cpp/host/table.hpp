// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A table of references, made by the host or taken from a module's exports:
//
//   wasm2cpp::store store;
//   wasm2cpp::table callbacks{store, {.min = 8}};
//   callbacks.set(0, store.make_function([](std::uint32_t x) { return x + 1; }));
//
// A `table` is a handle: copies mean the same table, and keep its store alive. Indices and sizes are in elements.
// Access beyond the size, elements of another type, and functions of another store are access_errors.
#pragma once

#include <optional>
#include <string>

#include <wasm2cpp/host/function.hpp>

namespace wasm2cpp {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // g++ takes a scoped enumerator to hide the type
enum class reference_kind : std::uint8_t { funcref, externref, anyref, eqref, i31ref, structref, arrayref, exnref };
#pragma GCC diagnostic pop

struct table_options {
  std::uint64_t min = 0;                            ///< in elements
  std::optional<std::uint64_t> max = std::nullopt;  ///< in elements; none: as far as indices go
  reference_kind element = reference_kind::funcref;
  bool is_64 = false;  ///< indexed by i64
};

class table {
 public:
  /// A table of `options.min` null references, in a store of its own. Throws access_error if the options contradict
  /// each other or memory is short.
  explicit table(const table_options& options) : table(wasm2cpp::store(), options) {}
  /// The same in `store`.
  table(const wasm2cpp::store& store, const table_options& options);
  table(wasm2cpp::store store, host::table_object* object) : store_(std::move(store)), object_(object) {}

  std::uint64_t size() const { return object_->size; }
  /// Appends `count` elements. The old size, or -1 beyond the maximum or if memory is short; then nothing has changed.
  template <host::reference T>
  std::int64_t grow(std::uint64_t count, T value) const {
    if (!fits(value)) return -1;
    return static_cast<std::int64_t>(guest::grow_table(*object_, host::to_guest(value), count));
  }
  std::int64_t grow(std::uint64_t count) const {
    if (!object_->element.is_nullable) return -1;
    return static_cast<std::int64_t>(guest::grow_table(*object_, nullptr, count));
  }

  /// Element `index`. Throws access_error unless index < size() and the table holds such references.
  template <host::reference T>
  T get(std::uint64_t index) const {
    if (!host::value_matches(object_->element, host::canonical_value_of<T>()))
      return host::fail_access({"the table holds references of another type"}), nullptr;
    if (!holds(index)) return nullptr;
    return host::to_host<T>(guest::to_reference<host::guest_value_t<T>>(object_->elements[index]), store_.data().get());
  }
  /// Element `index` as a function of type `Signature`; throws access_error if it is none.
  template <class Signature>
  wasm2cpp::function<Signature> function(std::uint64_t index) const {
    return wasm2cpp::function<Signature>::from(store_, get<funcref>(index));
  }
  /// Throws access_error unless index < size() and `value` is an element of this table's type and store.
  template <host::reference T>
  void set(std::uint64_t index, T value) const {
    if (holds(index) && fits(value)) object_->elements[index] = host::to_guest(value);
  }
  template <class Signature>
  void set(std::uint64_t index, const wasm2cpp::function<Signature>& value) const {
    set(index, value.get());
  }
  void set(std::uint64_t index, std::nullptr_t) const {
    if (!object_->element.is_nullable) return host::fail_access({"the table does not hold null"});
    if (holds(index)) object_->elements[index] = nullptr;
  }

  const wasm2cpp::store& store() const { return store_; }
  friend bool operator==(const table& a, const table& b) { return a.object_ == b.object_; }
  host::table_object* object() const { return object_; }  ///< for the runtime

 private:
  bool holds(std::uint64_t index) const {
    if (index < object_->size) return true;
    host::fail_access({"element ", index, " is outside the table of ", object_->size, " elements"});
    return false;
  }
  template <class T>
  bool fits(const T& value) const {
    if (!host::may_enter(store_.data().get(), value)) return host::fail_foreign_reference(), false;
    if (host::value_matches(host::type_of_reference(value), object_->element)) return true;
    host::fail_access({"the table holds references of another type"});
    return false;
  }

  wasm2cpp::store store_;
  host::table_object* object_;
};

inline table::table(const wasm2cpp::store& store, const table_options& options) : store_(store) {
  const std::uint64_t largest = options.is_64 ? ~std::uint64_t{0} : 0xffff'ffffu;
  const std::uint64_t max = options.max.value_or(largest);
  static constexpr guest::heap_code heaps[] = {guest::heap_func, guest::heap_extern, guest::heap_any,  guest::heap_eq,
                                               guest::heap_i31,  guest::heap_struct, guest::heap_array, guest::heap_exn};
  object_ = store.data()->add_table(
      {.kind = guest::kind_reference, .is_nullable = true, .heap = heaps[static_cast<std::size_t>(options.element)]});
  if (options.min > max || max > largest)
    host::fail_access({"a table's minimum or maximum is too large"});
  else if (!guest::create_table(*object_, options.min, max, options.max.has_value(), options.is_64, nullptr))
    host::fail_access({"no memory for a table of ", options.min, " elements"});
}

}  // namespace wasm2cpp

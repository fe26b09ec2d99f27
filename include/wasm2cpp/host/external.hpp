// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module exports or imports when its type is known at run time only (specification, section 4.2.12, "External
// Instances"): a function, a table, a memory, a global or a tag. Each handle converts to an `external`, and back with a
// check:
//
//   wasm2cpp::external e = *instance.find("memory");
//   wasm2cpp::memory mem = e.as_memory();
//
// Copies mean the same thing.
#pragma once

#include <wasm2cpp/host/function.hpp>
#include <wasm2cpp/host/global.hpp>
#include <wasm2cpp/host/memory.hpp>
#include <wasm2cpp/host/table.hpp>
#include <wasm2cpp/host/tag.hpp>

namespace wasm2cpp {

using external_kind = guest::external_kind;

class external {
 public:
  template <class Signature>
  external(const function_import<Signature>& import) : external(import.source()) {}
  template <class Signature>
  external(const function<Signature>& existing)
      : external(host::function_source{existing.store().data(), existing.get(), {}}) {}
  external(const wasm2cpp::table& table);
  external(const wasm2cpp::memory& memory);
  template <class T>
  external(const global<T>& global) : external(global.location()) {}
  template <class... A>
  external(const tag<A...>& tag) : external(tag.location()) {}
  explicit external(const host::function_source& source);
  explicit external(const host::global_location& location);
  explicit external(const host::tag_location& location);

  external_kind kind() const { return kind_; }

  /// The thing itself; throws access_error if it is another, or of another type.
  wasm2cpp::memory as_memory() const;
  wasm2cpp::table as_table() const;
  template <class T>
  global<T> as_global() const {
    if (is_global_of(host::canonical_value_of<T>())) return global<T>(global_location());
    return fail_kind("global of this type"), global<T>(T{});
  }
  template <class... A>
  tag<A...> as_tag() const {
    if (is_tag_of(host::type_of<void(A...)>())) return tag<A...>(tag_location());
    return fail_kind("tag of this type"), tag<A...>();
  }
  template <class Signature>
  function<Signature> as_function() const {
    if (is_function_of(host::type_of<Signature>())) {
      const host::function_source source = function_source();
      if (source.record) return function<Signature>(store(source.owner), source.record);
      store own;  // a callable on its way to an import: it gets a record of its own
      return function<Signature>(own, own.data()->add_host_function(source.callable, nullptr));
    }
    return fail_kind("function of this type"), function<Signature>(store(), nullptr);
  }

  /// For the runtime: what it must be.
  host::function_source function_source() const;
  host::global_location global_location() const;
  host::tag_location tag_location() const;

 private:
  bool is_global_of(const host::canonical_value& type) const;
  bool is_tag_of(host::type_id type) const;
  bool is_function_of(host::type_id type) const;
  static void fail_kind(const char* wanted) { host::fail_access({"the external is no ", wanted}); }

  // One shape for all five, each of which uses a part of it.
  external_kind kind_;
  host::ref<host::reference_counted> thing_;  ///< a callable, a memory, a tag, or who owns a global's cell
  host::ref<store_data> store_;               ///< of a function with a record, a table, a global, a tag
  const void* place_ = nullptr;               ///< a function's record, a table, a global's cell
  host::canonical_value type_;                ///< of a global
  bool is_mutable_ = false;                   ///< the same
};

// ---- made of the five, and back ----

inline external::external(const host::function_source& source)
    : kind_(guest::external_function), thing_(source.callable), store_(source.owner), place_(source.record) {}
inline external::external(const wasm2cpp::table& table)
    : kind_(guest::external_table), store_(table.store().data()), place_(table.object()) {}
inline external::external(const wasm2cpp::memory& memory) : kind_(guest::external_memory), thing_(memory.object()) {}
inline external::external(const host::global_location& location)
    : kind_(guest::external_global),
      thing_(location.owner),
      store_(location.store),
      place_(location.cell),
      type_(location.type),
      is_mutable_(location.is_mutable) {}
inline external::external(const host::tag_location& location)
    : kind_(guest::external_tag), thing_(location.object), store_(location.store) {}

inline host::function_source external::function_source() const {
  return {store_, static_cast<funcref>(place_),
          host::ref<host::callable_object>(static_cast<host::callable_object*>(thing_.get()))};
}
inline memory external::as_memory() const {
  if (kind_ == guest::external_memory)
    return wasm2cpp::memory(host::ref<host::memory_object>(static_cast<host::memory_object*>(thing_.get())));
  return fail_kind("memory"), wasm2cpp::memory(host::make_ref<host::memory_object>());
}
inline table external::as_table() const {
  if (kind_ == guest::external_table)
    return wasm2cpp::table(store(store_), static_cast<host::table_object*>(const_cast<void*>(place_)));
  return fail_kind("table"), wasm2cpp::table(table_options{});
}
inline host::global_location external::global_location() const {
  return {thing_, store_, const_cast<void*>(place_), type_, is_mutable_};
}
inline host::tag_location external::tag_location() const {
  return {store_, host::ref<host::tag_object>(static_cast<host::tag_object*>(thing_.get()))};
}

inline bool external::is_global_of(const host::canonical_value& type) const {
  return kind_ == guest::external_global && host::erasure(type_) == type;
}
inline bool external::is_tag_of(host::type_id type) const {
  return kind_ == guest::external_tag && static_cast<host::tag_object*>(thing_.get())->type == type;
}
inline bool external::is_function_of(host::type_id type) const {
  return kind_ == guest::external_function && host::is_callable_as_type(function_source().type(), type);
}

}  // namespace wasm2cpp

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

#include <variant>

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
  external(const function_import<Signature>& import) : content_(import.source()) {}
  template <class Signature>
  external(const function<Signature>& existing)
      : content_(host::function_source{existing.store().data(), existing.get(), {}}) {}
  external(wasm2cpp::table table) : content_(std::move(table)) {}
  external(wasm2cpp::memory memory) : content_(std::move(memory)) {}
  template <class T>
  external(const global<T>& global) : content_(global.location()) {}
  explicit external(host::function_source source) : content_(std::move(source)) {}
  explicit external(host::global_location location) : content_(std::move(location)) {}
  template <class... A>
  external(const tag<A...>& tag) : content_(tag.location()) {}
  explicit external(host::tag_location location) : content_(std::move(location)) {}

  external_kind kind() const { return static_cast<external_kind>(content_.index()); }

  /// The thing itself; throws access_error if it is another, or of another type.
  wasm2cpp::memory as_memory() const {
    if (const auto* memory = std::get_if<wasm2cpp::memory>(&content_)) return *memory;
    return fail_kind("memory"), wasm2cpp::memory(host::make_ref<host::memory_object>());
  }
  wasm2cpp::table as_table() const {
    if (const auto* table = std::get_if<wasm2cpp::table>(&content_)) return *table;
    return fail_kind("table"), wasm2cpp::table(table_options{});
  }
  template <class T>
  global<T> as_global() const {
    const auto* location = std::get_if<host::global_location>(&content_);
    if (location && host::erasure(location->type) == host::canonical_value_of<T>()) return global<T>(*location);
    return fail_kind("global of this type"), global<T>(T{});
  }
  template <class... A>
  tag<A...> as_tag() const {
    const auto* location = std::get_if<host::tag_location>(&content_);
    if (location && location->object->type == host::type_of<void(A...)>()) return tag<A...>(*location);
    return fail_kind("tag of this type"), tag<A...>();
  }
  template <class Signature>
  function<Signature> as_function() const {
    const auto* source = std::get_if<host::function_source>(&content_);
    if (source && host::is_callable_as_type(source->type(), host::type_of<Signature>())) {
      if (source->record) return function<Signature>(store(source->owner), source->record);
      store own;  // a callable on its way to an import: it gets a record of its own
      return function<Signature>(own, own.data()->add_host_function(source->callable, nullptr));
    }
    return fail_kind("function of this type"), function<Signature>(store(), nullptr);
  }

  /// For the runtime: null unless it is one.
  const host::function_source* function_source() const { return std::get_if<host::function_source>(&content_); }
  const host::global_location* global_location() const { return std::get_if<host::global_location>(&content_); }
  const host::tag_location* tag_location() const { return std::get_if<host::tag_location>(&content_); }

 private:
  static void fail_kind(const char* wanted) { host::fail(access_error(std::string("the external is no ") + wanted)); }

  /// In the order of external_kind.
  std::variant<host::function_source, wasm2cpp::table, wasm2cpp::memory, host::global_location, host::tag_location>
      content_;
};

}  // namespace wasm2cpp

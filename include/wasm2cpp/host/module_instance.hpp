// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An instance of any module, by the names of its exports: what `linker` gives, and what every translated class holds.
//
//   const wasm2cpp::module_instance& m = handle_of(demo_instance);
//   auto add = m.function<std::uint32_t(std::uint32_t, std::uint32_t)>("add");
//   std::vector<wasm2cpp::value> results = m.call("add", {{wasm2cpp::value(1u), wasm2cpp::value(2u)}});
//
// It is a handle that keeps the instance's store. Names are raw bytes and may hold U+0000.
//
// The functions at the end are what the members of a translated class are made of; they are quick and know their types.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wasm2cpp/host/aggregate.hpp>
#include <wasm2cpp/host/dynamic_call.hpp>
#include <wasm2cpp/host/external.hpp>

namespace wasm2cpp {

struct export_info {
  std::string_view name;  ///< valid as long as the program's code
  external_kind kind;
};

class module_instance {
 public:
  module_instance() = default;  ///< no instance: every use is an access_error
  module_instance(const wasm2cpp::store& store, guest::instance_state* state) : store_(store.data()), state_(state) {}

  /// In the order of the module's export section.
  std::vector<export_info> exports() const;
  /// None if the module exports nothing of that name.
  std::optional<external> find(std::string_view name) const;

  /// Calls an exported function with values that are checked against its type. Throws trap, or access_error if there is
  /// no such function or the arguments do not fit.
  std::vector<value> call(std::string_view name, std::span<const value> arguments = {}) const;
  std::vector<value> call(std::string_view name, std::initializer_list<value> arguments) const {
    return call(name, std::span<const value>(arguments.begin(), arguments.size()));
  }
  /// An export; throws access_error if there is none of that name and type.
  template <class Signature>
  wasm2cpp::function<Signature> function(std::string_view name) const {
    return get(name).as_function<Signature>();
  }
  wasm2cpp::memory memory(std::string_view name = "memory") const { return get(name).as_memory(); }
  wasm2cpp::table table(std::string_view name) const { return get(name).as_table(); }
  template <class T>
  wasm2cpp::global<T> global(std::string_view name) const {
    return get(name).as_global<T>();
  }
  template <class... A>
  wasm2cpp::tag<A...> tag(std::string_view name) const {
    return get(name).as_tag<A...>();
  }

  /// The module's type `index`, for structref::make and arrayref::make. Throws access_error if there is none.
  heap_type type(std::uint32_t index) const {
    if (store_ && index < state_->module->type_count) return heap_type(state_->module->type_ids[index]);
    return host::fail_access({"no type ", index}), heap_type(nullptr);
  }
  wasm2cpp::store store() const { return wasm2cpp::store(store_); }
  /// Throws access_error if there is no instance.
  const module_description& description() const;
  /// False of a default-constructed one, and of one that was moved from.
  explicit operator bool() const { return static_cast<bool>(store_); }
  guest::instance_state* state() const { return state_; }  ///< for the runtime

 private:
  external get(std::string_view name) const {
    if (std::optional<external> found = find(name)) return *std::move(found);
    host::fail_access({"no export \"", name, "\""});
    return external(host::global_location());
  }
  host::ref<store_data> store_;
  guest::instance_state* state_ = nullptr;
};

namespace host {

/// The record of a function slot: imports first, then defined functions that have one.
inline funcref function_in_slot(const guest::instance_state& state, std::uint32_t slot) {
  const std::uint32_t imported = state.imported_function_count;
  return slot < imported ? state.imported[slot] : &state.defined[slot - imported];
}

inline global_location location_of_global(const module_instance& instance, std::uint32_t index) {
  const guest::global_description& global = instance.description().globals[index];
  const ref<store_data> owner = instance.store().data();
  return {.owner = owner,
          .store = owner,
          .cell = instance.description().global_address(instance.state(), index),
          .type = canonical(instance.description(), global.type),
          .is_mutable = global.is_mutable};
}

inline tag_location location_of_tag(const module_instance& instance, std::uint32_t index) {
  return {instance.store().data(), ref<tag_object>(tag_object::of(instance.state()->tags[index]))};
}

inline external external_of_export(const module_instance& instance, const guest::export_description& exported) {
  guest::instance_state& state = *instance.state();
  switch (exported.kind) {
    case guest::external_function:
      return external(function_source{instance.store().data(), function_in_slot(state, exported.index), {}});
    case guest::external_table:
      return table(instance.store(), table_object::of(state.tables[exported.index]));
    case guest::external_memory:
      return memory(ref<memory_object>(memory_object::of(state.memories[exported.index])));
    case guest::external_tag:
      return external(location_of_tag(instance, exported.index));
    default:
      return external(location_of_global(instance, exported.index));
  }
}

inline void fail_empty_instance() { fail_access({"no instance: moved from, or never made"}); }

// ---- what a translated class is made of ----

/// Calls a guest function by its C++ type; several results become a std::tuple. Throws trap.
template <class R, class State, class... A>
host_result_t<R> enter(const module_instance& instance, R (*code)(State*, guest::mem32, A...),
                       std::type_identity_t<A>... arguments) {
  using code_type = R (*)(guest::instance_state*, guest::mem32, A...);
  if (!instance) return fail_empty_instance(), host_result_t<R>();
  return call<host_result_t<R>>(instance.state(), reinterpret_cast<code_type>(code), arguments...);
}

/// The same where the C++ types of references tell less than the function's type: for a host's Result and arguments.
template <class Result, class R, class State, class... A, class... H>
Result enter_checked(const module_instance& instance, std::uint32_t type_index, R (*code)(State*, guest::mem32, A...),
                     const H&... arguments) {
  using code_type = R (*)(guest::instance_state*, guest::mem32, A...);
  if (!instance) return fail_empty_instance(), Result();
  if (!all_fit(type_details(instance.description().type_ids[type_index]).parameters, arguments...))
    return fail_misfit(), Result();
  return call<Result>(instance.state(), reinterpret_cast<code_type>(code), arguments...);
}

/// Calls the instance's imported function `index`, for an export that is an import.
template <class Signature, class... A>
auto enter_import(const module_instance& instance, std::uint32_t index, A... arguments) {
  using result = decltype(record_caller<Signature>::call(nullptr, arguments...));
  if (!instance) return fail_empty_instance(), result();
  return record_caller<Signature>::call(instance.state()->imported[index], arguments...);
}

inline memory memory_at(const module_instance& instance, std::uint32_t index) {
  if (!instance) return fail_empty_instance(), memory(make_ref<memory_object>());
  return memory(ref<memory_object>(memory_object::of(instance.state()->memories[index])));
}

inline table table_at(const module_instance& instance, std::uint32_t index) {
  if (!instance) return fail_empty_instance(), table(table_options{});
  return table(instance.store(), table_object::of(instance.state()->tables[index]));
}

template <class T>
global<T> global_at(const module_instance& instance, std::uint32_t index) {
  if (!instance) return fail_empty_instance(), global<T>(T{});
  return global<T>(location_of_global(instance, index));
}

template <class... A>
tag<A...> tag_at(const module_instance& instance, std::uint32_t index) {
  if (!instance) return fail_empty_instance(), tag<A...>();
  return tag<A...>(location_of_tag(instance, index));
}

}  // namespace host

inline module_instance caller::instance() const {
  return state() ? module_instance(store(), state()) : module_instance();
}

inline const module_description& module_instance::description() const {
  static constexpr module_description none{};
  if (!*this) return host::fail_empty_instance(), none;
  return *state_->module;
}

inline std::vector<export_info> module_instance::exports() const {
  std::vector<export_info> list;
  if (!*this) return list;
  const module_description& module = description();
  for (std::uint32_t i = 0; i < module.export_count; ++i)
    list.push_back({host::view_of(module.exports[i].name), static_cast<external_kind>(module.exports[i].kind)});
  return list;
}

inline std::optional<external> module_instance::find(std::string_view name) const {
  if (!*this) return std::nullopt;
  const module_description& module = description();
  for (std::uint32_t i = 0; i < module.export_count; ++i)
    if (host::view_of(module.exports[i].name) == name) return host::external_of_export(*this, module.exports[i]);
  return std::nullopt;
}

inline std::vector<value> module_instance::call(std::string_view name, std::span<const value> arguments) const {
  const std::optional<external> found = find(name);
  if (found && found->kind() == guest::external_function)
    return host::call_dynamically(*found->function_source().record, arguments);
  return host::fail_access({"no exported function \"", name, "\""}), std::vector<value>();
}

}  // namespace wasm2cpp

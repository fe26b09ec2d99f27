// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions, from both sides.
//
//   function<R(A...)>          a function that the host calls: an export, a table's element, a host function in a store
//   function_import<R(A...)>   what a module's import is given: any callable of the signature, or a `function`
//   caller                     optional first parameter of a callable: the instance whose import it is
//
//   demo::instance instance{{.env = {.print = [](wasm2cpp::caller& caller, std::uint32_t text, std::uint32_t length) {
//     std::puts(caller.memory().read_string(text, length).c_str());
//   }}}};
//
// A host function keeps the calling convention of guest functions: its record's `self` is a host_function, which begins
// like an instance. One is made for each import that a callable is given to, and knows whose import it is. While it
// runs, the thread counts as host code (guest::host_section): faults are not the guest's. Exceptions that it throws
// pass the guest's frames and arrive at the host intact.
//
// Invariant: a callable lives as long as the store of the instance. It should refer to instances, not own them.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include <wasm2cpp/host/call.hpp>
#include <wasm2cpp/host/memory.hpp>

namespace wasm2cpp {

template <class Signature>
class function_import;
class module_instance;

namespace host {

/// Whether a host may call a function by a C++ signature's type: it is of that type, or that type tells what C++ can.
inline bool is_callable_as_type(type_id function, type_id told) {
  return guest::is_subtype(function, told) || erases_to(function, told);
}

/// What "the" memory of an instance is: the one exported as "memory", or else the first; null if there is none.
inline guest::memory_data* default_memory(const guest::instance_state& state) {
  const module_description& module = *state.module;
  for (std::uint32_t i = 0; i < module.export_count; ++i) {
    const guest::export_description& exported = module.exports[i];
    if (exported.kind == guest::external_memory && view_of(exported.name) == "memory")
      return state.memories[exported.index];
  }
  return module.memory_count == 0 ? nullptr : state.memories[0];
}

}  // namespace host

/// The instance on whose behalf a host function runs: the one that imports it.
class caller {
 public:
  explicit caller(host::host_function& function) : function_(function) {}
  caller(const caller&) = delete;
  caller& operator=(const caller&) = delete;
  /// The memory exported as "memory", or else the first. Throws access_error if there is none.
  wasm2cpp::memory memory() const;
  /// The instance, by the names of its exports; empty for a function that was made by store::make_function.
  module_instance instance() const;  // in module_instance.hpp
  /// A handle on the instance's store.
  wasm2cpp::store store() const { return wasm2cpp::store(host::ref<store_data>(function_.store)); }
  /// Null for a function that was made by store::make_function.
  guest::instance_state* state() const { return function_.importer; }

 private:
  host::host_function& function_;
};

/// A callable function of known type, which keeps its store alive. Copies mean the same function.
template <class R, class... A>
class function<R(A...)> {
 public:
  /// `record` must be of this type and belong to `store`.
  function(wasm2cpp::store store, funcref record) : store_(std::move(store)), record_(record) {}

  /// A reference that the guest handed out, such as an argument. Throws access_error if it is null, of another store,
  /// or of another type.
  static function from(const wasm2cpp::store& store, funcref record) {
    if (record && record->self->store == store.data().get() &&
        host::is_callable_as_type(record->type, host::type_of<R(A...)>()))
      return function(store, record);
    host::fail_access({"the reference is null, of another store, or of another type"});
    return function(store, nullptr);
  }

  /// Calls it; throws trap if it traps. Without exceptions see try_call.
  R operator()(A... arguments) const {
    if (!record_) return host::fail_access({"no function"}), R();
    return host::record_caller<R(A...)>::call(record_, arguments...);
  }

  /// The reference, valid as long as the store; for tables, globals and arguments.
  operator funcref() const { return record_; }
  funcref get() const { return record_; }
  const wasm2cpp::store& store() const { return store_; }

 private:
  wasm2cpp::store store_;
  funcref record_;
};

namespace host {

/// F takes A..., or caller& and A..., and what it returns becomes an R.
template <class F, class Signature>
inline constexpr bool is_callable_as = false;
template <class F, class R, class... A>
requires std::is_invocable_v<F&, caller&, A...>
inline constexpr bool is_callable_as<F, R(A...)> = becomes_result<std::invoke_result_t<F&, caller&, A...>, R>;
template <class F, class R, class... A>
requires(!std::is_invocable_v<F&, caller&, A...> && std::is_invocable_v<F&, A...>)
inline constexpr bool is_callable_as<F, R(A...)> = becomes_result<std::invoke_result_t<F&, A...>, R>;

/// Where a callable of type F is kept, and the code that guest code calls for it.
template <class Signature, class F>
class callable_of;

template <class R, class... A, class F>
class callable_of<R(A...), F> final : public callable_object {
  using traits = result_traits<R>;
  using guest_result = typename traits::guest_type;

 public:
  explicit callable_of(F callable) : callable_(std::move(callable)) {
    code = reinterpret_cast<void (*)()>(&run);
    type = type_of<R(A...)>();
    invoke = guest::invoke<guest_result(guest_value_t<A>...)>;
  }

 private:
  static guest_result run(guest::instance_state* self, guest::mem32, guest_value_t<A>... arguments) {
    auto& function = *static_cast<host_function*>(self);
    if constexpr (std::is_void_v<R>) {
      run_as_host(function, arguments...);
      leave_if_wanted(function);
    } else {
      const guest_result result = run_as_host(function, arguments...);
      leave_if_wanted(function);
      return result;
    }
  }

  static guest_result run_as_host(host_function& function, guest_value_t<A>... arguments) {
    const guest::host_section section;
    F& callable = static_cast<callable_of*>(function.callable.get())->callable_;
    if constexpr (std::is_void_v<R>)
      (void)call_with_caller(callable, function, to_host<A>(arguments, function.store)...);
    else
      return checked(
          function, static_cast<R>(call_with_caller(callable, function, to_host<A>(arguments, function.store)...)));
  }

  static decltype(auto) call_with_caller(F& callable, [[maybe_unused]] host_function& function, A... arguments) {
    if constexpr (std::is_invocable_v<F&, caller&, A...>) {
      caller of(function);
      return callable(of, arguments...);
    } else {
      return callable(arguments...);
    }
  }

  /// A reference must not leave its store, and must be of the type that the import says.
  template <class T>
  static guest_result checked(const host_function& function, const T& result) {
    return checked_all(function, result, result);
  }
  template <class... T>
  static guest_result checked(const host_function& function, const std::tuple<T...>& results) {
    return std::apply([&](const T&... each) { return checked_all(function, results, each...); }, results);
  }
  template <class Results, class... T>
  static guest_result checked_all(const host_function& function, const Results& results, const T&... each) {
    if (!all_may_enter(function.store, each...)) return fail_foreign_reference(), guest_result{};
    if constexpr ((reference<T> || ...))
      if (!all_fit(type_details(function.record.type).results, each...)) return fail_misfit(), guest_result{};
    return traits::to_guest(results);
  }

  /// The guest is to be stopped; or an error of the callable that was not thrown waits in the thread, and the guest is
  /// left as if by a trap.
  static void leave_if_wanted(const host_function& function) {
    if (guest::is_stop_requested(function.store->execution) || waiting.first) [[unlikely]]
      guest::raise_trap(trap_kind::interrupted);
  }

  F callable_;
};

/// A function on its way to an import: one that exists in a store, or a callable that is given a record there.
struct function_source {
  ref<store_data> owner;          ///< of an existing function
  funcref record = nullptr;       ///< an existing function
  ref<callable_object> callable;  ///< else this
  type_id type() const { return record ? record->type : callable->type; }
};

}  // namespace host

/// What a function import is given. Copies share the callable.
template <class R, class... A>
class function_import<R(A...)> {
 public:
  /// From a callable that takes A..., or caller& and A..., and whose result becomes an R: signature.hpp.
  template <class F>
  requires(host::is_callable_as<std::decay_t<F>, R(A...)> && !std::is_same_v<std::decay_t<F>, function_import> &&
           !std::is_same_v<std::decay_t<F>, function<R(A...)>>) function_import(F&& callable) {
    source_.callable =
        host::ref<host::callable_object>(new host::callable_of<R(A...), std::decay_t<F>>(std::forward<F>(callable)));
  }
  /// From a function of an instance of the same store.
  function_import(const function<R(A...)>& existing) {
    source_.owner = existing.store().data();
    source_.record = existing.get();
  }
  const host::function_source& source() const { return source_; }  ///< for the runtime

 private:
  host::function_source source_;
};

template <class Signature, class F>
auto store::make_function(F callable) const {
  if constexpr (std::is_void_v<Signature>) {
    return make_function<host::callable_signature_t<F>>(std::move(callable));
  } else {
    static_assert(host::is_callable_as<F, Signature>, "the callable is none of that signature");
    host::ref<host::callable_object> object(new host::callable_of<Signature, F>(std::move(callable)));
    return function<Signature>(*this, data_->add_host_function(std::move(object), nullptr));
  }
}

inline memory caller::memory() const {
  guest::memory_data*& found = function_.importer_memory;
  if (!found && function_.importer) found = host::default_memory(*function_.importer);
  if (!found) {
    host::fail_access({"the caller has no memory"});
    return wasm2cpp::memory(host::make_ref<host::memory_object>());
  }
  return wasm2cpp::memory(host::ref<host::memory_object>(host::memory_object::of(found)));
}

}  // namespace wasm2cpp

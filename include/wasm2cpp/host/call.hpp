// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a host call gets into guest code: the arguments wait in a context on the host's stack, `guest::call_guest` sets
// up the boundary and runs a small body that makes the call with the right C++ type, and a trap becomes our exception
// (or the error of an enclosing try_call) here, in a host frame, where C++ may unwind.
//
//   host:   instance.sum(7)  ->  call<u32, u32>(state, code, 7)  ->  call_guest(body, &context)  ->  code(state, m, 7)
//
// Only the body depends on the signature; the boundary is one function for all. A call without a trap costs a few
// nanoseconds.
//
// A function reference that the host passes in must be of the store of the instance called, because it is a bare
// pointer that the store must keep alive; that is checked here, and in host functions' results (function.hpp).
#pragma once

#include <type_traits>
#include <utility>

#include <wasm2cpp/guest/boundary.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/reference.hpp>
#include <wasm2cpp/host/signature.hpp>
#include <wasm2cpp/host/store.hpp>

namespace wasm2cpp::host {

/// Notes an entry into a store's guests, in the frame of the entry: see guest/exception_sweep.hpp.
class activation_scope {
 public:
  activation_scope(guest::exception_heap& heap, bool is_outermost) : heap_(heap.is_used ? &heap : nullptr) {
    if (!heap_) return;
    entry_.outer = is_outermost ? nullptr : heap_->innermost;
    entry_.outside = guest::unwinding_now();
    heap_->innermost = &entry_;
  }
  ~activation_scope() {
    if (!heap_) return;
    heap_->innermost = entry_.outer;
    heap_->is_dispatching = false;  // a stack that ends in the dispatch is a trap there
  }
  activation_scope(const activation_scope&) = delete;
  activation_scope& operator=(const activation_scope&) = delete;

 private:
  guest::exception_heap* const heap_;
  guest::guest_activation entry_{};
};

[[gnu::noinline]] inline void fail_by_trap(const guest::trap_record& record) { fail(trap(record)); }

/// Runs the runtime's own body(context), which traps as guest code does; false, with the error raised (see `fail`), if
/// it does.
inline bool run_guest(void (*body)(void*), void* context) {
  guest::trap_record record;
  if (guest::call_guest(body, context, record)) [[likely]]
    return true;
  fail_by_trap(record);
  return false;
}

/// Runs body(context) as guest code of `store`; false, with what it trapped by in `record`, if it traps.
inline bool run_guest(store_data& store, void (*body)(void*), void* context, guest::trap_record& record) {
  const guest::execution_scope execution(store.execution);
  const activation_scope activation(store.exceptions, execution.is_outermost());
  return execution.may_enter(record) && guest::call_guest(body, context, record);
}

/// The same with the error raised. Out of line: a class has many members that are one call of it.
[[gnu::noinline]] inline bool run_guest(store_data& store, void (*body)(void*), void* context) {
  guest::trap_record record;
  if (run_guest(store, body, context, record)) [[likely]]
    return true;
  fail_by_trap(record);
  return false;
}

/// Whether a value may enter a store: what may lead to a function of another store may not. An object or an exception
/// travels as a handle, which knows its store; an object as an externref, which does not, no host passes on.
template <class T>
bool may_enter([[maybe_unused]] const store_data* store, [[maybe_unused]] const T& value) {
  if constexpr (std::is_same_v<T, funcref>)
    return !value || value->self->store == store;
  else if constexpr (std::is_same_v<T, exnref>)
    return !value || value.package()->heap == &store->exceptions;
  else if constexpr (collected_reference<T>)
    return !value.owner() || value.owner() == store;
  else if constexpr (std::is_same_v<T, externref>)
    return !value || !guest::the_collector || !guest::the_collector->is_object(value);
  else
    return true;
}

/// Whether a value is of a function type's parameter or result type: C++ types of references tell less.
template <class T>
bool fits([[maybe_unused]] const T& value, [[maybe_unused]] const canonical_value& type) {
  if constexpr (reference<T>)
    return value_matches(type_of_reference(value), type);
  else
    return true;
}

template <class... T>
bool all_fit([[maybe_unused]] const std::vector<canonical_value>& types, const T&... value) {
  [[maybe_unused]] std::size_t i = 0;
  bool all = true;
  [[maybe_unused]] const bool each[] = {true, (all = fits(value, types[i++]) && all)...};
  return all;
}

/// The same of several. (A fold expression would do, but clang limits it to 256 operands.)
template <class... T>
bool all_may_enter([[maybe_unused]] const store_data* store, const T&... value) {
  bool all = true;
  [[maybe_unused]] const bool each[] = {true, (all = may_enter(store, value) && all)...};
  return all;
}

inline void fail_foreign_reference() { fail_access({"a reference of another store"}); }
inline void fail_misfit() { fail_access({"a reference of another type than the function's"}); }

#if !WASM2CPP_BOUNDARY_IS_PORTABLE
/// Calls `code`, whose arguments and result are all in registers: one function for each signature, and another for what
/// is a thread's outermost call, as most are: each word that entering a guest need not save is a third of a nanosecond.
template <bool IsOutermost, class R, class... A>
[[gnu::noinline]] R call_directly(guest::instance_state* self, R (*code)(guest::instance_state*, guest::mem32, A...),
                                  A... arguments) {
  using execution_scope = std::conditional_t<IsOutermost, guest::outermost_execution_scope, guest::execution_scope>;
  using boundary_scope = std::conditional_t<IsOutermost, guest::outermost_boundary_scope, guest::boundary_scope>;
  guest::trap_record record;
  guest::returned<R> result;
  const bool has_returned = [&] {
    const execution_scope execution(self->store->execution);
    return execution.may_enter(record) &&
           guest::call_guest_directly<boundary_scope>(result, code, self, record, arguments...);
  }();
  if (!has_returned) [[unlikely]] {
    fail_by_trap(record);
    return R();
  }
  if constexpr (!std::is_void_v<R>) return result.value;
}
#endif

/// Calls `code` with `self` as its instance, for a host's Result. That of a call that failed (without exceptions) is
/// zero.
template <class Result, class R, class... A, class... H>
Result call(guest::instance_state* self, R (*code)(guest::instance_state*, guest::mem32, A...),
            const H&... host_values) {
  if (!all_may_enter(self->store, host_values...)) return fail_foreign_reference(), Result();
#if !WASM2CPP_BOUNDARY_IS_PORTABLE
  if constexpr (guest::fits_in_registers<R, A...>) {
    if (guest::is_prepared() && !self->store->exceptions.is_used) [[likely]] {
      const bool is_outermost = guest::may_be_outermost(self->store->execution);
      const auto enter = is_outermost ? call_directly<true, R, A...> : call_directly<false, R, A...>;
      if constexpr (std::is_void_v<R>)
        return enter(self, code, to_guest<H>(host_values)...);
      else
        return result_traits<Result>::to_host(enter(self, code, to_guest<H>(host_values)...), self->store);
    }
  }
#endif
  struct context {
    R (*code)(guest::instance_state*, guest::mem32, A...);
    guest::instance_state* self;
    guest::values<A...> arguments;
    guest::returned<R> result;
  } c{code, self, guest::values_of<A...>(to_guest<H>(host_values)...), {}};
  run_guest(
      *self->store,
      [](void* p) {
        auto& in = *static_cast<context*>(p);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
          using signature = guest::signature<R(A...)>;
          if constexpr (std::is_void_v<R>)
            signature::run(in.code, in.self, in.self->m, guest::get<I>(in.arguments)...);
          else
            in.result.value = signature::run(in.code, in.self, in.self->m, guest::get<I>(in.arguments)...);
        }
        (std::index_sequence_for<A...>{});
      },
      &c);
  if constexpr (!std::is_void_v<R>) return result_traits<Result>::to_host(c.result.value, self->store);
}

/// Calls a function record whose type is known to be `Signature`, written with `values<...>` or std::tuple.
template <class Signature>
struct record_caller;
template <class R, class... A>
struct record_caller<R(A...)> {
  using guest_result = typename result_traits<host_result_t<R>>::guest_type;
  static host_result_t<R> call(const guest::function* callee, const A&... arguments) {
    using code_type = guest_result (*)(guest::instance_state*, guest::mem32, guest_value_t<A>...);
    if constexpr ((reference<A> || ...))
      if (!all_fit(type_details(callee->type).parameters, arguments...)) return fail_misfit(), host_result_t<R>();
    return host::call<host_result_t<R>>(callee->self, reinterpret_cast<code_type>(callee->code), arguments...);
  }
};

}  // namespace wasm2cpp::host

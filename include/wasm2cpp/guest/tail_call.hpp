// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tail calls: constant stack at every optimisation level, with both compilers, across instances.
//
// C++ cannot promise a jump, so a function that makes tail calls is emitted as a *body*, which returns the body to run
// next, and a function of the ordinary signature that runs bodies until none follows:
//
//     static tail_call even_body(instance_state* base, mem32 m, void* results) {
//       state* const self = static_cast<state*>(base);
//       const values<u32> arguments = tail_arguments<u32>(self);
//       const u32 n = get<0>(arguments);
//       if (n == 0) return tail_return<u32>(results, 1);
//       return tail_to<u32>(self, odd_body, n - 1);
//     }
//     static u32 even(state* self, mem32 m, u32 n) { return run_tail_calls<u32(u32)>(even_body, self, n); }
//
// Arguments travel in a buffer of the *target's* instance, written last thing before the jump and read first thing
// after it, so that one per instance is enough. Results go to where the running loop wants them. A function whose
// record has no `tail` makes no tail calls itself: it is simply called, since it returns before the next hop.
//
// But where the body has try regions, the call must not be made inside of them: it leaves them (specification, section
// 4.6.10). Such a body gives `after_return{self}` in place of `results`, and the loop makes the call when the body is
// gone.
#pragma once

#include <type_traits>

#include <wasm2cpp/guest/call.hpp>

namespace wasm2cpp::guest {

// Where a loop's results are kept: one value, several, or none.
template <class Result>
struct tail_results {
  Result value;
  WASM2CPP_INLINE Result take() const { return value; }
};

template <>
struct tail_results<void> {
  WASM2CPP_INLINE void take() const {}
};

template <class... Arguments>
WASM2CPP_INLINE void put_tail_arguments(instance_state* target, Arguments... arguments) {
  if constexpr (sizeof...(Arguments) != 0) {
    *static_cast<values<Arguments...>*>(target->tail_arguments) = values_of<Arguments...>(arguments...);
  }
}

// For a body that must have returned before a function is called that makes no tail calls itself.
struct after_return {
  instance_state* self;
};

template <class Signature>
struct tail_signature;

template <class Result, class... Arguments>
struct tail_signature<Result(Arguments...)> {
  WASM2CPP_INLINE static Result run(tail_code body, instance_state* self, Arguments... arguments) {
    put_tail_arguments<Arguments...>(self, arguments...);
    tail_results<Result> results;
    tail_call next{body, self};
    do {
      next = next.code(next.self, next.self->m, &results);
    } while (next.code != nullptr);
    return results.take();
  }

  template <class... Given>
  WASM2CPP_INLINE static tail_call to_function(void* results, funcref f, Given... given) {
    if (f->tail != nullptr) {
      put_tail_arguments<Arguments...>(f->self, static_cast<Arguments>(given)...);
      return {f->tail, f->self};
    }
    if constexpr (std::is_void_v<Result>) {
      signature<Result(Arguments...)>::call(f, given...);
    } else {
      static_cast<tail_results<Result>*>(results)->value = signature<Result(Arguments...)>::call(f, given...);
    }
    return {nullptr, nullptr};
  }

  template <class... Given>
  WASM2CPP_INLINE static tail_call to_function(after_return caller, funcref f, Given... given) {
    if (f->tail == nullptr) return to_code(caller, f->code, f->self, given...);
    put_tail_arguments<Arguments...>(f->self, static_cast<Arguments>(given)...);
    return {f->tail, f->self};
  }

  // By a hop to `make`, with the call in the buffer of the caller's instance.
  template <class... Given>
  WASM2CPP_INLINE static tail_call to_code(after_return caller, void (*code)(), instance_state* callee,
                                           Given... given) {
    *static_cast<call*>(caller.self->tail_arguments) = {code, callee,
                                                        values_of<Arguments...>(static_cast<Arguments>(given)...)};
    return {make, caller.self};
  }

 private:
  struct call {
    void (*code)();
    instance_state* callee;
    values<Arguments...> arguments;
  };

  static tail_call make(instance_state* self, mem32, void* results) {
    const call c = *static_cast<const call*>(self->tail_arguments);
    const function callee{c.code, c.callee, nullptr, nullptr};
    return make(callee, c.arguments, results, std::index_sequence_for<Arguments...>{});
  }

  template <std::size_t... Index>
  static tail_call make(const function& callee, [[maybe_unused]] const values<Arguments...>& arguments, void* results,
                        std::index_sequence<Index...>) {
    return to_function(results, &callee, get<Index>(arguments)...);
  }
};

// ---- what emitted code uses

template <class Signature, class... Arguments>
WASM2CPP_INLINE typename signature<Signature>::result run_tail_calls(tail_code body, instance_state* self,
                                                                     Arguments... arguments) {
  return tail_signature<Signature>::run(body, self, arguments...);
}

template <class... Arguments>
WASM2CPP_INLINE values<Arguments...> tail_arguments(const instance_state* self) {
  if constexpr (sizeof...(Arguments) == 0) {
    return {};
  } else {
    return *static_cast<const values<Arguments...>*>(self->tail_arguments);
  }
}

template <class... Results>
WASM2CPP_INLINE tail_call tail_return(void* results, Results... value) {
  if constexpr (sizeof...(Results) == 1) {
    static_cast<tail_results<Results...>*>(results)->value = (value, ...);
  } else if constexpr (sizeof...(Results) > 1) {
    using all = values<Results...>;
    static_cast<tail_results<all>*>(results)->value = values_of<Results...>(value...);
  }
  return {nullptr, nullptr};
}

// To a tail-calling function of the same instance.
template <class... Arguments>
WASM2CPP_INLINE tail_call tail_to(instance_state* self, tail_code body, Arguments... arguments) {
  put_tail_arguments<Arguments...>(self, arguments...);
  return {body, self};
}

// In what follows `Place` is void*, of results, or after_return.
template <class Signature, class Place, class... Arguments>
WASM2CPP_INLINE tail_call tail_to_function(Place results, funcref f, Arguments... arguments) {
  return tail_signature<Signature>::to_function(results, f, arguments...);
}

// To a function of the same instance that makes no tail calls.
template <class Signature, class Code, class... Arguments>
WASM2CPP_INLINE tail_call tail_to_code(after_return caller, Code code, Arguments... arguments) {
  return tail_signature<Signature>::to_code(caller, reinterpret_cast<void (*)()>(code), caller.self, arguments...);
}

template <class Signature, class Place, class... Arguments>
WASM2CPP_INLINE tail_call tail_to_indirect(Place results, const table_data* t, u64 index, type_id type,
                                           Arguments... arguments) {
  return tail_signature<Signature>::to_function(results, checked_element(t, index, type), arguments...);
}

template <class Signature, class Place, class... Arguments>
WASM2CPP_INLINE tail_call tail_to_indirect_subtype(Place results, const table_data* t, u64 index, type_id type,
                                                   Arguments... arguments) {
  return tail_signature<Signature>::to_function(results, checked_element_subtype(t, index, type), arguments...);
}

template <class Signature, class Place, class... Arguments>
WASM2CPP_INLINE tail_call tail_to_ref(Place results, funcref f, Arguments... arguments) {
  return tail_signature<Signature>::to_function(results, checked_reference(f), arguments...);
}

}  // namespace wasm2cpp::guest

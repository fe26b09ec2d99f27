// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One host object for a whole imported module. Its members have the names of the imports:
//
//   struct console {                                        struct timer : wasm2cpp::host_module<timer> {
//     wasm2cpp::memory mem;                                   std::uint64_t now();
//     void print(wasm2cpp::caller&, std::uint32_t);         } timer;
//   } console;
//   demo::instance instance{{.console = wasm2cpp::serve(console), .timer = timer}};
//
// The emitted struct of an import module has a `template <class Host> static ... from(Host&)`, which takes each memory,
// table and global from the host's member of that name and wraps each function with `member_import`. A member that
// is missing or does not fit does not compile.
//
// The host object must outlive the instance's store.
#pragma once

#include <type_traits>
#include <utility>

#include <wasm2cpp/host/function.hpp>

namespace wasm2cpp {

namespace host {

template <class Imports, class Host>
concept served_by = requires(Host& object) {
  { Imports::from(object) } -> std::same_as<Imports>;
};

template <class Host>
struct served {
  Host* object;
  template <served_by<Host> Imports>
  operator Imports() const {
    return Imports::from(*object);
  }
};

/// Calls `member(host, arguments...)`, with the caller first if the host's member takes it.
template <class Signature, class Host, class Member>
struct member_call;
template <class R, class... A, class Host, class Member>
struct member_call<R(A...), Host, Member> {
  Host* object;
  [[no_unique_address]] Member member;
  R operator()(caller& from, A... arguments) const {
    if constexpr (std::is_invocable_v<const Member&, Host&, caller&, A...>)
      return to_result(member, *object, from, arguments...);
    else
      return to_result(member, *object, arguments...);
  }

 private:
  template <class... Arguments>
  static R to_result(const Member& member, Arguments&... arguments) {
    static_assert(std::is_invocable_v<const Member&, Arguments&...>, "the host has no such function of that type");
    static_assert(becomes_result<std::invoke_result_t<const Member&, Arguments&...>, R>,
                  "the host's function returns another type");
    if constexpr (std::is_void_v<R>)
      member(arguments...);
    else
      return static_cast<R>(member(arguments...));
  }
};

}  // namespace host

/// All imports of a module from one object, which is referred to.
template <class Host>
host::served<Host> serve(Host& object) {
  return {&object};
}

/// A base that makes the object itself usable where an import module's members are wanted.
template <class Host>
class host_module {
 public:
  template <host::served_by<Host> Imports>
  operator Imports() {
    return Imports::from(static_cast<Host&>(*this));
  }
};

/// For emitted code: a function import from a member of a host object. `member` is
/// `[](auto& h_, auto&&... a_) -> decltype(h_.f(static_cast<decltype(a_)>(a_)...)) { return ...; }`.
template <class Signature, class Host, class Member>
function_import<Signature> member_import(Host& object, Member member) {
  return function_import<Signature>(host::member_call<Signature, Host, Member>{&object, member});
}

}  // namespace wasm2cpp

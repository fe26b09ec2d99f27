// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A C++ object as an externref, with its lifetime managed:
//
//   wasm2cpp::externref file = wasm2cpp::make_external<std::ofstream>(store, "log.txt");   // to a guest
//   std::ofstream* f = wasm2cpp::external_cast<std::ofstream>(store, reference);           // from one; null if it is
//   none
//
// The store owns the object, as it owns functions: it lives until the store goes, so that no guest can keep a reference
// to what is no more; or until the host releases it, when it knows that no guest will use the reference again: a
// reference to what was released is cast to null. Guests can neither forge a reference nor change its type, and what is
// cast is looked up in the store, so that any word may be asked about.
#pragma once

#include <type_traits>
#include <unordered_map>
#include <utility>

#include <wasm2cpp/host/store.hpp>

namespace wasm2cpp {

namespace host {

/// Told apart by address: one for each type, in the whole process.
template <class T>
struct managed_type {
  WASM2CPP_SHARED static inline char tag = 0;
};

template <class T>
struct managed_object final : reference_counted {
  template <class... A>
  explicit managed_object(A&&... arguments) : object(std::forward<A>(arguments)...) {}
  T object;
};

/// The managed objects of one store, by the word that guests have: their address.
struct managed_objects final : reference_counted {
  struct entry {
    const char* tag;
    ref<reference_counted> owner;
  };
  std::unordered_map<const void*, entry> entries;
};

inline managed_objects& managed_of(store_data& store) {
  if (!store.managed) store.managed = make_ref<managed_objects>();
  return static_cast<managed_objects&>(*store.managed);
}

}  // namespace host

/// Makes a T(arguments...) that the store owns.
template <class T, class... A>
externref make_external(const store& store, A&&... arguments) {
  auto made = host::make_ref<host::managed_object<T>>(std::forward<A>(arguments)...);
  void* const word = __builtin_addressof(made->object);
  host::managed_of(*store.data())
      .entries.insert_or_assign(word, host::managed_objects::entry{&host::managed_type<T>::tag, made});
  return reinterpret_cast<externref>(word);
}

/// The object, valid as long as the store and until it is released; null if the reference is not to a T of this store.
template <class T>
T* external_cast(const store& store, externref reference) {
  const auto& entries = host::managed_of(*store.data()).entries;
  const auto found = entries.find(reference);
  if (found == entries.end() || found->second.tag != &host::managed_type<T>::tag) return nullptr;
  return __builtin_addressof(static_cast<host::managed_object<T>&>(*found->second.owner).object);
}

/// Destroys the object now. False if the reference is to none of this store.
inline bool release_external(const store& store, externref reference) {
  return host::managed_of(*store.data()).entries.erase(reference) != 0;
}

}  // namespace wasm2cpp

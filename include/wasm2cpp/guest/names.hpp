// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a code address to a guest function's name: for the call stack that a trap shows. And the list of where guest
// code lies at all, which changes together with the names.
//
// Every module's description brings tables of {function, name}; whoever instantiates a module registers them here once.
// An address belongs to the function that the unwinder's tables say encloses it; if no table knows that function it is
// the runtime's or the host's, and is left out. The search is linear: it is done when somebody asks for the stack's
// names.
#pragma once

#include <pthread.h>
#include <unwind.h>

#include <cstdlib>
#include <new>

#include <wasm2cpp/guest/description.hpp>

namespace wasm2cpp::guest {

struct registered_names {
  reservation* code;  // in the list of guest code; null if unknown
  text module;
  const name_table* tables;
  u32 table_count;
  registered_names* next;
};

struct name_registry {
  registered_names* first;
  pthread_mutex_t lock;
};

WASM2CPP_SHARED inline constinit name_registry registry_of_names{nullptr, PTHREAD_MUTEX_INITIALIZER};

// To be called before a module's code runs; a second time does nothing. When out of memory, the names stay unknown, and
// its guests are stopped only where they call the runtime.
inline void register_names(const text& module, const name_table* tables, u32 table_count,
                           const u8* code_begin = nullptr, const u8* code_end = nullptr) {
  name_registry& registry = registry_of_names;
  pthread_mutex_lock(&registry.lock);
  const registered_names* known = registry.first;
  while (known != nullptr && known->tables != tables) known = known->next;
  if (known == nullptr && table_count != 0) {
    void* const place = std::malloc(sizeof(registered_names));
    if (place != nullptr) {
      reservation* const code =
          code_begin == nullptr ? nullptr : register_reservation(code_begin, code_end, guest_code);
      registry.first = ::new (place) registered_names{code, module, tables, table_count, registry.first};
    }
  }
  pthread_mutex_unlock(&registry.lock);
}

// To be called when a library that holds a module is unloaded: emitted code does.
inline void unregister_names(const name_table* tables) {
  name_registry& registry = registry_of_names;
  pthread_mutex_lock(&registry.lock);
  for (registered_names** link = &registry.first; *link != nullptr; link = &(*link)->next) {
    if ((*link)->tables != tables) continue;
    registered_names* const removed = *link;
    *link = removed->next;
    if (removed->code != nullptr) unregister_reservation(removed->code, guest_code);
    std::free(removed);
    break;
  }
  pthread_mutex_unlock(&registry.lock);
}

// A guest function; name is null if there is none.
struct named_function {
  text module;
  const char* name;
};

inline named_function name_in(const registered_names& names, void (*code)()) {
  for (u32 t = 0; t != names.table_count; ++t) {
    const name_table& table = names.tables[t];
    for (u32 i = 0; i != table.count; ++i) {
      if (table.entries[i].code == code) return {names.module, table.entries[i].name};
    }
  }
  return {{}, nullptr};
}

// The guest function that encloses a code address, such as a frame of a trap_record. (The unwinder wants a return
// address, and looks before it: without the step a fault of a function's first instruction is the previous function's.)
inline named_function find_function(const void* address) {
  void* const start = _Unwind_FindEnclosingFunction(static_cast<u8*>(const_cast<void*>(address)) + 1);
  named_function found{{}, nullptr};
  if (start == nullptr) return found;
  name_registry& registry = registry_of_names;
  pthread_mutex_lock(&registry.lock);
  for (const registered_names* names = registry.first; names != nullptr && found.name == nullptr; names = names->next) {
    found = name_in(*names, reinterpret_cast<void (*)()>(start));
  }
  pthread_mutex_unlock(&registry.lock);
  return found;
}

}  // namespace wasm2cpp::guest

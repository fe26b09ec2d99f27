// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where references to collected objects lie outside of the heap and of stacks: instances' globals, tables, cells of
// host globals, host handles, exceptions' payloads. A collector must find them, or it frees what is in use.
//
//     struct cell { root_set roots; anyref value; };        add_roots(c.roots);  …  remove_roots(c.roots);
//
// A root_set is a node of one list for the process; it says by a function where its words are *now*, because a table
// moves when it grows. Registering is cheap and does not ask whether there is a collector: one may be started later
// (heap.hpp), when the first module that needs it is instantiated.
//
// Invariant: a collector reads the list while every thread that uses guests is stopped, perhaps in the middle of a
// change. So once there is a collector, changes are made by its `exclusively`, which keeps collections away.
#pragma once

#include <pthread.h>

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

struct root_range {
  const void* begin;  // aligned for a pointer
  std::size_t words;
};

struct root_set {
  root_range (*range)(const root_set*);
  root_set* next;
  root_set* previous;
};

struct root_registry {
  root_set* first;
  pthread_mutex_t lock;
  void (*exclusively)(void (*change)(root_set*), root_set* set);  // the collector's; null without one
};

WASM2CPP_SHARED inline constinit root_registry registry_of_roots{nullptr, PTHREAD_MUTEX_INITIALIZER, nullptr};

inline void link_roots(root_set* set) {
  set->previous = nullptr;
  set->next = registry_of_roots.first;
  if (set->next != nullptr) set->next->previous = set;
  registry_of_roots.first = set;
}

inline void unlink_roots(root_set* set) {
  if (set->next != nullptr) set->next->previous = set->previous;
  (set->previous != nullptr ? set->previous->next : registry_of_roots.first) = set->next;
}

inline void change_roots(void (*change)(root_set*), root_set* set) {
  pthread_mutex_lock(&registry_of_roots.lock);
  if (registry_of_roots.exclusively != nullptr) {
    registry_of_roots.exclusively(change, set);
  } else {
    change(set);
  }
  pthread_mutex_unlock(&registry_of_roots.lock);
}

// The set stays where it is until it is removed.
inline void add_roots(root_set& set) { change_roots(link_roots, &set); }
inline void remove_roots(root_set& set) { change_roots(unlink_roots, &set); }

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector: libgc, by Boehm, Demers and Weiser (Debian's libgc-dev; link with -lgc), behind heap.hpp's interface.
// Only the main file of a module that uses garbage collection includes this.
//
// How it is set up, unless the host has set it up for itself before:
// - Only our roots are scanned (roots.hpp) and the stacks of threads that have entered guests: no static data.
// - A pointer in the heap or in a root is one to an object's beginning; on stacks and in registers any inside will do.
// So
//   sizes need no byte more, and a node of two references takes 32 bytes.
// - It is not incremental, hence protects no pages and takes neither SIGSEGV nor SIGBUS. It stops threads by SIGPWR and
//   SIGXCPU (Linux), in all threads that have entered a guest of this process since a module that needs it was made.
//
// Kinds. Cells that hold references are scanned whole, conservatively. In the others only the first word is, which
// links free cells and is an object's type else.
//
// A thread is registered when it enters a guest (boundary.hpp) and leaves when it ends. Its alternate stack is made
// known, because it may be in a handler on it when another thread collects.
//
// Of such a thread libgc (8.2 on Linux) scans the alternate stack only, and would free what the interrupted guests
// hold. So its handler of the signal that stops threads has a companion, which notes whether the thread is on its own
// stack; if it is not, we push all of that stack, since nobody knows how much of it is in use.
#pragma once

#if !__has_include(<gc/gc.h>)
#error "this module uses garbage collection: install libgc (Debian: libgc-dev), and link with -lgc"
#endif
#if !defined(GC_THREADS)
#define GC_THREADS 1
#endif
#if !defined(GC_NO_THREAD_REDIRECTS)
#define GC_NO_THREAD_REDIRECTS 1  // the host's pthread_create stays what it is
#endif
#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>
#include <signal.h>

#include <wasm2cpp/guest/heap.hpp>
#include <wasm2cpp/guest/stack.hpp>

namespace wasm2cpp::guest {

struct libgc_state {
  unsigned kinds[2];  // by whether cells hold references
  pthread_key_t threads;
  GC_push_other_roots_proc other_roots;
  void (*suspend)(int, siginfo_t*, void*);  // libgc's handler, by which it stops a thread
  bool collects_always;
  bool is_set_up_by_thread;  // by `setting_up`, which is not the main one: libgc takes it for that, and we undo it at
                             // its end
  pthread_t setting_up;
};

WASM2CPP_SHARED inline constinit libgc_state libgc{};

// ---- roots

inline void libgc_note_stack() {
  auto* const heap = static_cast<thread_heap*>(pthread_getspecific(libgc.threads));  // safe in a signal handler
  if (heap == nullptr) return;
  const auto* const here = static_cast<const u8*>(__builtin_frame_address(0));
  __atomic_store_n(&heap->is_interrupted, here < heap->stack_low || here >= heap->stack_high, __ATOMIC_RELEASE);
}

inline void GC_CALLBACK libgc_push_roots() {
  libgc_note_stack();  // the collecting thread is not stopped by signal
  for (const root_set* set = registry_of_roots.first; set != nullptr; set = set->next) {
    const root_range range = set->range(set);
    auto* const begin = const_cast<void**>(static_cast<void* const*>(range.begin));
    if (range.words != 0) GC_push_all_eager(begin, begin + range.words);
  }
  if (libgc.other_roots != nullptr) libgc.other_roots();
}

struct root_change {
  void (*change)(root_set*);
  root_set* set;
};

inline void libgc_exclusively(void (*change)(root_set*), root_set* set) {
  root_change both{change, set};
  GC_call_with_alloc_lock(
      [](void* p) -> void* {
        const root_change& c = *static_cast<root_change*>(p);
        c.change(c.set);
        return nullptr;
      },
      &both);
}

// ---- threads

#if defined(__linux__)
// A stack from its high end down, as far as it can be read: below the frames there may be guards that a host has set.
inline root_range readable_stack(const u8* low, const u8* high) {
  constexpr std::uintptr_t word = sizeof(void*);
  const std::uintptr_t page = page_size();
  const std::uintptr_t first = (reinterpret_cast<std::uintptr_t>(low) + word - 1) & ~(word - 1);
  const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(high) & ~(word - 1);
  std::uintptr_t begin = end;
  while (begin > first && is_readable(reinterpret_cast<const u8*>(begin - word))) {
    const std::uintptr_t start_of_page = (begin - word) & ~(page - 1);
    begin = start_of_page > first ? start_of_page : first;
  }
  return {reinterpret_cast<const void*>(begin), (end - begin) / word};
}

inline root_range interrupted_stack_of_thread(const root_set* set) {
  const auto* const heap =
      reinterpret_cast<const thread_heap*>(reinterpret_cast<const u8*>(set) - offsetof(thread_heap, interrupted_stack));
  if (!__atomic_load_n(&heap->is_interrupted, __ATOMIC_ACQUIRE)) return {nullptr, 0};
  return readable_stack(heap->stack_low, heap->stack_high);
}

inline void libgc_on_suspend(int signal, siginfo_t* info, void* context) {
  libgc_note_stack();
  libgc.suspend(signal, info, context);
}

inline void libgc_accompany_suspension() {
  struct sigaction action {};
  const int signal = GC_get_suspend_signal();
  if (sigaction(signal, nullptr, &action) != 0 || (action.sa_flags & SA_SIGINFO) == 0) return;
  libgc.suspend = action.sa_sigaction;
  action.sa_sigaction = libgc_on_suspend;
  sigaction(signal, &action, nullptr);
}
#else
// libgc scans both stacks (Darwin), or nothing is known of them.
inline root_range interrupted_stack_of_thread(const root_set*) { return {nullptr, 0}; }
inline void libgc_accompany_suspension() {}
#endif

inline root_range cells_of_thread(const root_set* set) {
  const auto* const heap =
      reinterpret_cast<const thread_heap*>(reinterpret_cast<const u8*>(set) - offsetof(thread_heap, roots));
  return {heap->cells, sizeof heap->cells / sizeof(void*)};
}

inline void libgc_forget_thread(void*) {
  const bool is_ours = this_heap.is_registered_by_us;
  remove_roots(this_heap.roots);
  remove_roots(this_heap.interrupted_stack);
  this_heap = thread_heap{};
  this_thread.prepared_for = 0;  // a later thread-exit function may enter a guest once more
  if (is_ours) GC_unregister_my_thread();
}

inline void libgc_register_thread() {
  if (this_heap.is_registered) return;
  if (!GC_thread_is_registered()) {
    GC_stack_base base;
    if (GC_get_stack_base(&base) != GC_SUCCESS || GC_register_my_thread(&base) != GC_SUCCESS) return;
    this_heap.is_registered_by_us = true;
  } else if (libgc.is_set_up_by_thread && pthread_equal(libgc.setting_up, pthread_self())) {
    libgc.is_set_up_by_thread = false;  // a later thread may have the same number
    this_heap.is_registered_by_us = true;
  }
  pthread_setspecific(libgc.threads, &this_heap);
  const stack_range stack = own_stack();
  stack_t alternate{};
  if (stack.low != nullptr && sigaltstack(nullptr, &alternate) == 0 && (alternate.ss_flags & SS_DISABLE) == 0)
    GC_register_altstack(const_cast<u8*>(stack.low), std::size_t(stack.high - stack.low), alternate.ss_sp,
                         alternate.ss_size);
  this_heap.stack_low = this_thread.stack_low;
  this_heap.stack_high = this_thread.stack_high;
  this_heap.interrupted_stack.range = interrupted_stack_of_thread;
  add_roots(this_heap.interrupted_stack);
  this_heap.roots.range = cells_of_thread;
  add_roots(this_heap.roots);
  this_heap.is_registered = true;
}

// ---- the heap

inline free_cell* libgc_refill(std::size_t bytes, bool holds_references) {
  if (libgc.collects_always) [[unlikely]] {
    GC_gcollect();
    return static_cast<free_cell*>(GC_generic_malloc(bytes, int(libgc.kinds[holds_references])));
  }
  void* cells = nullptr;
  GC_generic_malloc_many(bytes, int(libgc.kinds[holds_references]), &cells);
  return static_cast<free_cell*>(cells);
}

inline void* libgc_allocate(std::size_t bytes, bool holds_references) {
  if (libgc.collects_always) [[unlikely]]
    GC_gcollect();
  return GC_generic_malloc(bytes, int(libgc.kinds[holds_references]));
}

inline bool libgc_is_object(const void* word) {
  if ((reinterpret_cast<std::uintptr_t>(word) & 7) != 0) return false;
  if (GC_base(const_cast<void*>(word)) != word) return false;
  const unsigned kind = unsigned(GC_get_kind_and_size(word, nullptr));
  return kind == libgc.kinds[0] || kind == libgc.kinds[1];
}

inline void libgc_set_up() {
  GC_set_all_interior_pointers(0);
  GC_set_no_dls(1);
  GC_set_free_space_divisor(
      1);  // collect less often: a quarter of binary-trees' time, for a heap of twice what is alive,
  GC_set_min_bytes_allocd(64u << 20);  // and of 64 MB at least
  GC_set_warn_proc(GC_ignore_warn_proc);
  GC_stack_base base;
  if (!is_main_thread() && GC_get_stack_base(&base) == GC_SUCCESS) {
    GC_set_stackbottom(nullptr, &base);
    libgc.is_set_up_by_thread = true;
    libgc.setting_up = pthread_self();
  }
  GC_init();
  GC_clear_roots();
}

inline bool libgc_start() {
  if (GC_is_init_called() == 0) libgc_set_up();
  GC_allow_register_threads();
  if (pthread_key_create(&libgc.threads, libgc_forget_thread) != 0) return false;
  constexpr GC_word first_word = GC_DS_BITMAP | GC_word(1) << (8 * sizeof(GC_word) - 1);
  libgc.kinds[0] = GC_new_kind(GC_new_free_list(), first_word, 0, 1);
  libgc.kinds[1] = GC_new_kind(GC_new_free_list(), GC_DS_LENGTH, 1, 1);
  libgc.other_roots = GC_get_push_other_roots();
  GC_set_push_other_roots(libgc_push_roots);
  libgc_accompany_suspension();
  pthread_mutex_lock(&registry_of_roots.lock);
  registry_of_roots.exclusively = libgc_exclusively;
  pthread_mutex_unlock(&registry_of_roots.lock);
  return true;
}

inline std::size_t libgc_size() { return GC_get_heap_size(); }
inline void libgc_limit(std::size_t bytes) { GC_set_max_heap_size(bytes); }
inline void libgc_collect() { GC_gcollect(); }

// The calling thread's free cells are given up: they would be used without a collection.
inline void libgc_collect_always(bool always) {
  libgc.collects_always = always;
  for (auto& lists : this_heap.cells)
    for (free_cell*& list : lists) list = nullptr;
}

inline constexpr collector libgc_collector{libgc_start,     libgc_register_thread, libgc_refill,         libgc_allocate,
                                           libgc_is_object, libgc_collect,         libgc_collect_always, libgc_size,
                                           libgc_limit};

}  // namespace wasm2cpp::guest

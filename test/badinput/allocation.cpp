// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces the global operator new and delete; see allocation.hpp. Sizes are the ones that malloc really used.
#include "allocation.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> alive{0}, highest{0}, at_restart{0};

void* counted(void* pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  const std::size_t size = malloc_usable_size(pointer);
  const std::size_t now = alive.fetch_add(size, std::memory_order_relaxed) + size;
  std::size_t seen = highest.load(std::memory_order_relaxed);
  while (seen < now && !highest.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
  }
  return pointer;
}

void release(void* pointer) {
  if (pointer == nullptr) return;
  alive.fetch_sub(malloc_usable_size(pointer), std::memory_order_relaxed);
  std::free(pointer);
}
}  // namespace

namespace badinput {
void restart_peak() {
  at_restart = alive.load();
  highest = alive.load();
}
std::size_t peak() { return highest - at_restart; }
}  // namespace badinput

void* operator new(std::size_t size) { return counted(std::malloc(size == 0 ? 1 : size)); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void* operator new[](std::size_t size, std::align_val_t alignment) { return operator new(size, alignment); }
void operator delete(void* pointer) noexcept { release(pointer); }
void operator delete[](void* pointer) noexcept { release(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { release(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { release(pointer); }
void operator delete(void* pointer, std::align_val_t) noexcept { release(pointer); }
void operator delete[](void* pointer, std::align_val_t) noexcept { release(pointer); }
void operator delete(void* pointer, std::size_t, std::align_val_t) noexcept { release(pointer); }
void operator delete[](void* pointer, std::size_t, std::align_val_t) noexcept { release(pointer); }

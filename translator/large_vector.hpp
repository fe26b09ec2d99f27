// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors with an element for each instruction of a function, or for each function or segment of a module: most are
// small, some have tens of megabytes. What is large is asked for in huge pages, where the system has them for the
// asking: the first touch of each small page would cost more than what is written to it.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace translator {

template <class T>
struct LargeAllocator {
  using value_type = T;

  LargeAllocator() = default;
  template <class Other>
  LargeAllocator(const LargeAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    if (count > (std::size_t{0} - huge_page) / sizeof(T)) throw std::bad_alloc();
    const std::size_t size = count * sizeof(T);
    void* const place = size < huge_page ? std::malloc(size) : allocate_huge((size + huge_page - 1) & ~(huge_page - 1));
    if (!place) throw std::bad_alloc();
    return static_cast<T*>(place);
  }
  void deallocate(T* place, std::size_t) { std::free(place); }

  friend bool operator==(const LargeAllocator&, const LargeAllocator&) { return true; }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;  // of x86-64, and of most others

  static void* allocate_huge(std::size_t size) {
    void* const place = std::aligned_alloc(huge_page, size);
#if defined(MADV_HUGEPAGE)
    if (place) madvise(place, size, MADV_HUGEPAGE);  // refused: small pages
#endif
    return place;
  }
};

template <class T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace translator

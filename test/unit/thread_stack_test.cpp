// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stacks of threads that a host has made of its own memory.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>

#include "trap_of.hpp"

#include <algorithm>
#include <cstring>

namespace wasm2cpp::guest {
namespace {

WASM2CPP_GUEST_CODE_BEGIN
WASM2CPP_GUEST static u32 recurse(instance_state* self, mem32 m, u32 n) {
  const u32 result = recurse(self, m, n + 1);
  keep_frame();
  return result + 1;
}
WASM2CPP_GUEST_CODE_END

// A thread's stack that its host cut out of its own memory, which goes on below: pthread_attr_setstack, no guard.
TEST(ThreadStack, ThatLiesInTheHostsMemoryIsGuardedWhileTheThreadLives) {
  constexpr std::size_t below = 1 << 20, size = 1 << 20;
  void* const arena = mmap(nullptr, below + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(arena, MAP_FAILED);
  u8* const bytes = static_cast<u8*>(arena);
  std::memset(bytes, 0x5a, below);
  for (const std::size_t shift : {std::size_t{0}, std::size_t{64}}) {  // also one that begins within a page
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    ASSERT_EQ(pthread_attr_setstack(&attributes, bytes + below + shift, size - 4096), 0);
    pthread_t thread;
    const auto run = [](void* counted) -> void* {
      for (int i = 0; i != 2; ++i)
        *static_cast<u32*>(counted) += trap_of([] { recurse(nullptr, mem32{}, 0); }) == trap_kind::call_stack_exhausted;
      return nullptr;
    };
    u32 exhaustions = 0;
    ASSERT_EQ(pthread_create(&thread, &attributes, run, &exhaustions), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    EXPECT_EQ(exhaustions, 2u);
    EXPECT_TRUE(std::all_of(bytes, bytes + below, [](u8 byte) { return byte == 0x5a; }));
    std::memset(bytes + below, 0, size);  // it is the host's again
  }
  munmap(arena, below + size);
}

}  // namespace
}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules on many threads over one shared memory. The program is compiled plain, where it decides that nothing is lost,
// torn or missed, and with -fsanitize=thread, where every race that is not an access of shared_bytes.hpp is an error.
//
//     worker.wat     an instance on each thread: counters, a lock, races, growth, wait and notify
//     starter.wat    instances that come to be at the same time, with active data and a start function
//     far.wat        64-bit addresses; a memory of the module's own
#include <unistd.h>

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "far.hpp"
#include "on_threads.hpp"
#include "starter.hpp"
#include "worker.hpp"

namespace {

using wasm2cpp::memory;
using wasm2cpp::trap_kind;
using wasm2cpp::wait_result;

constexpr std::uint32_t page = 65536;
constexpr std::int64_t second = 1'000'000'000;
#if defined(__SANITIZE_THREAD__) || defined(WASM2CPP_TEST_SANITIZED)
constexpr std::uint32_t rounds = 300;
#else
constexpr std::uint32_t rounds = 20'000;
#endif

memory shared_memory() { return memory{{.min = 1, .max = 64, .is_shared = true}}; }

/// Runs body(instance, i) on each thread, in an instance of the thread's own.
void on_workers(const memory& mem, const std::function<void(worker::instance&, unsigned)>& body) {
  on_threads(threads, [&](unsigned i) {
    worker::instance instance{{.env = {.memory = mem}}};
    body(instance, i);
  });
}

TEST(Atomics, LoseNothing) {
  const memory mem = shared_memory();
  on_workers(mem, [](worker::instance& w, unsigned) {
    w.add(rounds);
    w.add_narrow(33, rounds);
  });
  EXPECT_EQ(mem.read<std::uint64_t>(0), std::uint64_t{threads} * rounds);
  EXPECT_EQ(mem.read<std::uint8_t>(33), static_cast<std::uint8_t>(threads * rounds));
  EXPECT_EQ(mem.read<std::uint8_t>(32), 0);
  EXPECT_EQ(mem.read<std::uint8_t>(34), 0);
}

TEST(WaitAndNotify, MakeALockThatExcludes) {
  const memory mem = shared_memory();
  on_workers(mem, [](worker::instance& w, unsigned) { w.add_locked(rounds / 4); });
  EXPECT_EQ(mem.read<std::uint32_t>(16), threads * (rounds / 4));
  EXPECT_EQ(mem.read<std::uint32_t>(8), 0u);
}

TEST(WaitAndNotify, LetOneThreadInitialise) {
  const memory mem = shared_memory();
  on_workers(mem, [&](worker::instance& w, unsigned) {
    w.initialize_once(9001);
    EXPECT_EQ(mem.read_string(9001, 22), "from a passive segment");
  });
}

TEST(WaitAndNotify, TellHowAWaitEnded) {
  const memory mem = shared_memory();
  worker::instance w{{.env = {.memory = mem}}};
  EXPECT_EQ(w.wait32(64, 1, ~std::uint64_t{0}), 1u);
  EXPECT_EQ(w.wait64(64, 1, ~std::uint64_t{0}), 1u);
  EXPECT_EQ(w.wait32(64, 0, 0), 2u);
  EXPECT_EQ(w.wait64(64, 0, 1'000'000), 2u);
  EXPECT_EQ(w.notify(64, 1), 0u);
}

TEST(WaitAndNotify, WakeAsManyAsAskedForAndOnlyThere) {
  const memory mem = shared_memory();
  std::atomic<unsigned> woken = 0;
  std::thread waker([&] {
    worker::instance w{{.env = {.memory = mem}}};
    unsigned notified = 0;
    while (notified < 3) notified += w.notify(64, 3 - notified);
    while (woken < 3) std::this_thread::yield();
    EXPECT_EQ(woken, 3u);
    EXPECT_EQ(w.notify(68, 100), 0u);
    while (notified < threads) notified += w.notify(64, ~0u);
    EXPECT_EQ(notified, threads);
  });
  on_workers(mem, [&](worker::instance& w, unsigned) {
    EXPECT_EQ(w.wait32(64, 0, ~std::uint64_t{0}), 0u);
    ++woken;
  });
  waker.join();
  EXPECT_EQ(woken, threads);
}

TEST(WaitAndNotify, JoinHostAndGuest) {
  const memory mem = shared_memory();
  const auto words = mem.atomic_view<std::int32_t>(64, 2);
  std::thread guest([&] {
    worker::instance w{{.env = {.memory = mem}}};
    while (w.notify(64, 1) == 0) std::this_thread::yield();
    EXPECT_EQ(w.wait32(68, 0, ~std::uint64_t{0}), 0u);
  });
  EXPECT_EQ(words.wait(0, 0, 100 * second), wait_result::notified);
  while (words.notify(1) == 0) std::this_thread::yield();
  guest.join();
  EXPECT_EQ(words.wait(0, 5), wait_result::not_equal);
  EXPECT_EQ(words.wait(0, 0, 1000), wait_result::timed_out);
}

TEST(WaitAndNotify, EndWhenTheHostSaysSo) {
  const memory mem = shared_memory(), other = shared_memory();
  std::thread ender([&] {
    worker::instance w{{.env = {.memory = other}}};
    EXPECT_EQ(w.wait32(64, 0, 50'000'000), 2u);  // until the others wait, or about to
    mem.end_waits();
  });
  on_workers(mem, [&](worker::instance& w, unsigned i) {
    EXPECT_EQ(trap_in([&] { w.wait32(64 + 8 * (i % 3), 0, ~std::uint64_t{0}); }), "interrupted");
    EXPECT_EQ(trap_in([&] { w.wait64(64, 0, ~std::uint64_t{0}); }), "interrupted");
  });
  ender.join();
  EXPECT_TRUE(mem.waits_are_over());
  EXPECT_FALSE(other.waits_are_over());
  const auto words = mem.atomic_view<std::int32_t>(64, 1);
  EXPECT_EQ(words.wait(0, 0), wait_result::ended);
  EXPECT_EQ(words.wait(0, 1), wait_result::not_equal);
}

TEST(PlainAccesses, MayRace) {
  const memory mem = shared_memory();
  on_workers(mem, [&](worker::instance& w, unsigned i) {
    w.race(rounds / 20 + i);
    const auto window = mem.view<std::uint32_t>(61, 100);  // the host's accesses race, too
    window[7] = window[3] + i;
    EXPECT_EQ(window.to_vector().size(), 100u);
    mem.write_string(70, "text");
    mem.write<double>(75, mem.read<double>(83));
  });
}

TEST(PlainAccesses, AreNotTornWhereAligned) {
  const memory mem = shared_memory();
  constexpr std::uint64_t one = 0x1111'1111'1111'1111, two = 0x2222'2222'2222'2222;
  mem.write(4800, one);
  on_workers(mem, [&](worker::instance& w, unsigned i) {
    if (i < 2) return w.write_word(4800, i == 0 ? one : two, rounds);
    for (std::uint32_t n = 0; n < rounds / 4; ++n) {
      const std::uint64_t word = w.read_word(4800);
      ASSERT_TRUE(word == one || word == two) << std::hex << word;
      const std::uint64_t seen = mem.read<std::uint64_t>(4800);
      ASSERT_TRUE(seen == one || seen == two) << std::hex << seen;
    }
  });
}

TEST(PlainAccesses, ArePublishedByAtomics) {
  const memory mem = shared_memory();
  std::thread writer([&] {
    worker::instance w{{.env = {.memory = mem}}};
    for (std::uint32_t n = 1; n <= 200; ++n) {
      w.publish(n);
      while (mem.atomic_view<std::uint32_t>(4224, 1).load(0) != n) std::this_thread::yield();
    }
  });
  worker::instance w{{.env = {.memory = mem}}};
  for (std::uint32_t n = 1; n <= 200; ++n) {
    EXPECT_EQ(w.receive(n), n);
    mem.atomic_view<std::uint32_t>(4224, 1).store(0, n);
  }
  writer.join();
}

TEST(Growth, IsSeenByThreadsThatRead) {
  const memory mem = shared_memory();
  const std::byte* const base = mem.bytes().data();
  on_workers(mem, [&](worker::instance& w, unsigned i) {
    if (i == 0) {
      for (std::uint32_t size = 1; size < 64; ++size) EXPECT_EQ(w.grow(1), size);
      return;
    }
    for (std::uint32_t size = 0; size != 64;) {
      const std::uint32_t now = w.size();
      EXPECT_GE(now, size);
      size = now;
      EXPECT_EQ(w.touch_end(), 77u);
      EXPECT_GE(mem.size(), size);
    }
  });
  EXPECT_EQ(mem.size(), 64u);
  EXPECT_EQ(mem.bytes().data(), base);
}

TEST(Growth, GivesEachThreadPagesOfItsOwn) {
  const memory mem = shared_memory();
  std::vector<std::uint32_t> found[threads];
  on_workers(mem, [&](worker::instance& w, unsigned i) {
    for (std::uint32_t old = w.grow(1); old != ~0u; old = w.grow(1)) found[i].push_back(old);
  });
  std::multiset<std::uint32_t> all;
  for (const auto& some : found) all.insert(some.begin(), some.end());
  EXPECT_EQ(all.size(), 63u);
  EXPECT_EQ(std::set<std::uint32_t>(all.begin(), all.end()).size(), 63u);
  EXPECT_EQ(*all.begin(), 1u);
  EXPECT_EQ(*all.rbegin(), 63u);
}

TEST(Instances, MayBeMadeOnManyThreadsOverOneMemory) {
  const memory mem = shared_memory();
  on_threads(threads, [&](unsigned) {
    for (int n = 0; n < 10; ++n) {
      const starter::instance made{{.env = {.memory = mem}}};
      EXPECT_EQ(made.memory(), mem);
    }
  });
  EXPECT_EQ(mem.read<std::uint32_t>(0), 10 * threads);
  EXPECT_EQ(mem.read_string(5001, 45), "active data, which each instance writes again");
}

TEST(Instances, MayOutliveEachOther) {
  on_threads(threads, [&](unsigned) {
    memory mem = shared_memory();
    wasm2cpp::module_instance kept;
    {
      worker::instance w{{.env = {.memory = mem}}};
      kept = handle_of(w);
    }
    mem = shared_memory();
    EXPECT_EQ(kept.call("grow", {wasm2cpp::value(1u)})[0].get<std::uint32_t>(), 1u);
  });
}

TEST(Traps, AreExactOnEveryThread) {
  const memory mem = shared_memory();
  on_workers(mem, [&](worker::instance& w, unsigned) {
    const char* const outside = "out of bounds memory access";
    EXPECT_EQ(trap_in([&] { w.load(16); }), outside);
    EXPECT_EQ(trap_in([&] { w.load(0xffff'ffff); }), outside);
    EXPECT_EQ(trap_in([&] { w.store(page - 7); }), outside);
    EXPECT_EQ(trap_in([&] { w.atomic_load_dropped(page); }), outside);
    EXPECT_EQ(trap_in([&] { w.atomic_store(page); }), outside);
    EXPECT_EQ(trap_in([&] { w.fill(page - 1, 2); }), outside);
    EXPECT_EQ(trap_in([&] { w.wait32(page, 0, 0); }), outside);
    EXPECT_EQ(trap_in([&] { w.notify(page, 0); }), outside);
    EXPECT_EQ(trap_in([&] { w.atomic_load_dropped(2); }), "unaligned atomic");
    EXPECT_EQ(trap_in([&] { w.atomic_store(page - 4); }), "unaligned atomic");
    EXPECT_EQ(trap_in([&] { w.wait64(4, 0, 0); }), "unaligned atomic");
    EXPECT_EQ(trap_in([&] { w.notify(2, 1); }), "unaligned atomic");
    w.fence();
  });
  EXPECT_EQ(mem.read<std::uint64_t>(page - 8), 0u) << "a store that straddles the end writes nothing";
}

TEST(FarMemories, AreSharedWithAddressesOf64Bits) {
  const memory mem{{.min = 1, .max = 8, .is_64 = true, .is_shared = true}};
  on_threads(threads, [&](unsigned) {
    far::instance instance{{.env = {.memory = mem}}};
    instance.add(rounds / 20);
    instance.grow();
    EXPECT_TRUE(instance.own().is_shared());
    EXPECT_TRUE(instance.own().stable_base());
    EXPECT_EQ(trap_in([&] { instance.load(~std::uint64_t{0} - 0xffff'ffef); }), "out of bounds memory access");
    EXPECT_EQ(trap_in([&] { instance.load(8 * page); }), "out of bounds memory access");
    instance.copy(8);
    EXPECT_EQ(trap_in([&] { instance.copy(8 * page); }), "out of bounds memory access");
  });
  EXPECT_EQ(mem.size(), 8u);
  EXPECT_EQ(mem.read<std::uint32_t>(8), threads * (rounds / 20));
}

TEST(AtomicViews, CheckPlaceAlignmentAndSharing) {
  const memory mem = shared_memory();
  EXPECT_THROW(mem.atomic_view<std::uint32_t>(2, 1), wasm2cpp::access_error);
  EXPECT_THROW(mem.atomic_view<std::uint64_t>(page - 8, 2), wasm2cpp::access_error);
  EXPECT_FALSE(mem.try_atomic_view<std::uint16_t>(~std::uint64_t{1}, 1).has_value());
  const auto words = mem.atomic_view<std::uint64_t>(page - 8, 1);
  EXPECT_THROW(words.load(1), wasm2cpp::access_error);
  EXPECT_THROW(words.wait(1, 0), wasm2cpp::access_error);
  const memory unshared{{.min = 1}};
  EXPECT_THROW(unshared.atomic_view<std::uint32_t>(0, 1).wait(0, 0), wasm2cpp::access_error);
  EXPECT_EQ(unshared.atomic_view<std::uint32_t>(0, 1).notify(0), 0u);
}

TEST(AtomicViews, GiveWhatWasThere) {
  const memory mem = shared_memory();
  const auto bytes = mem.atomic_view<std::int8_t>(3, 2);
  EXPECT_EQ(bytes.fetch_add(1, -1), 0);
  EXPECT_EQ(bytes.fetch_sub(1, 1), -1);
  EXPECT_EQ(bytes.exchange(1, 0x55), -2);
  EXPECT_EQ(bytes.fetch_and(1, 0x0f), 0x55);
  EXPECT_EQ(bytes.fetch_or(1, 0x50), 0x05);
  EXPECT_EQ(bytes.fetch_xor(1, 0x7f), 0x55);
  EXPECT_EQ(bytes.compare_exchange(1, 9, 1), 0x2a);
  EXPECT_EQ(bytes.compare_exchange(1, 0x2a, 1), 0x2a);
  EXPECT_EQ(bytes.load(1), 1);
  EXPECT_EQ(mem.read<std::uint32_t>(2), 0x0001'0000u);
}

TEST(Atomics, CompareAsManyBitsAsAreThere) {
  const memory mem = shared_memory();
  worker::instance instance{{.env = {.memory = mem}}};
  EXPECT_EQ(instance.exchange8(0x700), 0u);
  EXPECT_EQ(mem.read<std::uint32_t>(64), 0x55u);
  EXPECT_EQ(instance.exchange8(0x754), 0x55u);
  EXPECT_EQ(mem.read<std::uint32_t>(64), 0x55u);
  EXPECT_EQ(instance.exchange16(0x70000), 0u);
  EXPECT_EQ(mem.read<std::uint32_t>(68), 0x5555u);
  EXPECT_EQ(instance.exchange32(0x700000000), 0u);
  EXPECT_EQ(mem.read<std::uint64_t>(72), 0x55555555u);
}

TEST(SharedMemories, AreNotUnsharedOnes) {
  const memory unshared{{.min = 1, .max = 64}};
  const auto made = worker::instance::create({.env = {.memory = unshared}});
  ASSERT_FALSE(made.has_value());
  EXPECT_STREQ(made.error().what(),
               "incompatible import type: \"env\" \"memory\": wanted (memory 1 64 shared), found (memory 1 64)");
}

TEST(SharedMemories, ReserveTheirMaximumOrAreRefused) {
  const memory small{{.min = 1, .max = 64, .is_shared = true, .reservation = 0}};
  EXPECT_TRUE(small.stable_base());
  const auto refused = memory::create({.min = 1, .max = std::uint64_t{1} << 47, .is_64 = true, .is_shared = true});
  ASSERT_FALSE(refused.has_value());
  EXPECT_STREQ(refused.error().what(),
               "the system refuses a shared memory of 1 pages, or to reserve its maximum of 140737488355328");
}

}  // namespace

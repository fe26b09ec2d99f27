// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear memory: every load and store at every offset around the end, growth, the base that stays, ranges, and what
// happens when the system refuses. Compiled once in each bounds mode (memory_checked_test.cpp).
//
// A memory's bytes beside the end are set to a pattern, so that a store which must not happen is seen.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <wasm2cpp/guest/atomic.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace wasm2cpp::guest {
namespace {

constexpr u64 page = 65536;

memory_limits limits_of(u64 minimum, u64 maximum, bool is_64 = false) {
  return {
      .minimum = minimum, .maximum = maximum, .has_maximum = true, .is_64 = is_64, .is_shared = false, .page_bits = 16};
}

class owned_memory {
 public:
  explicit owned_memory(const memory_limits& limits, const memory_options& options = {}) {
    EXPECT_TRUE(create_memory(data_, limits, options));
  }
  ~owned_memory() { destroy_memory(data_); }
  owned_memory(const owned_memory&) = delete;
  memory_data* get() { return &data_; }
  memory_data* operator->() { return &data_; }

 private:
  memory_data data_;
};

// ---- the end of memory

template <class Memory, class Address>
struct access {
  const char* name;
  unsigned width;
  void (*run)(Memory, Address, Address offset);
  bool is_store;
};

#define LOAD(name, width)                                                                 \
  access<Memory, Address> {                                                               \
#name, width, [](Memory m, Address a, Address o) { drop_load(name(m, a, o)); }, false \
  }
#define STORE(name, width, T)                                                       \
  access<Memory, Address> {                                                         \
#name, width, [](Memory m, Address a, Address o) { name(m, a, T(0), o); }, true \
  }

template <class Memory, class Address>
std::vector<access<Memory, Address>> all_accesses() {
  return {LOAD(i32_load, 4),         LOAD(i64_load, 8),          LOAD(f32_load, 4),         LOAD(f64_load, 8),
          LOAD(i32_load8_s, 1),      LOAD(i32_load8_u, 1),       LOAD(i32_load16_s, 2),     LOAD(i32_load16_u, 2),
          LOAD(i64_load8_s, 1),      LOAD(i64_load8_u, 1),       LOAD(i64_load16_s, 2),     LOAD(i64_load16_u, 2),
          LOAD(i64_load32_s, 4),     LOAD(i64_load32_u, 4),      STORE(i32_store, 4, u32),  STORE(i64_store, 8, u64),
          STORE(f32_store, 4, f32),  STORE(f64_store, 8, f64),   STORE(i32_store8, 1, u32), STORE(i32_store16, 2, u32),
          STORE(i64_store8, 1, u64), STORE(i64_store16, 2, u64), STORE(i64_store32, 4, u64)};
}

// The last 16 bytes of memory hold ones; is it so still?
bool is_untouched(const memory_data* m) {
  for (u64 i = m->size - (m->size < 16 ? m->size : 16); i != m->size; ++i) {
    if (m->base[i] != 0xff) return false;
  }
  return true;
}

template <class Memory, class Address>
void check_access(memory_data* m, const access<Memory, Address>& a, Address address, Address offset) {
  if (m->size >= 16) std::memset(m->base + m->size - 16, 0xff, 16);
  // Without sums, which might wrap.
  const bool is_inside = a.width <= m->size && offset <= m->size - a.width && address <= m->size - a.width - offset;
  const Memory memory = memory_of<Memory>(m);
  const auto trapped = trap_of([&] { a.run(memory, address, offset); });
  EXPECT_EQ(!trapped.has_value(), is_inside) << a.name << " address " << address << " offset " << offset;
  if (trapped) {
    EXPECT_EQ(*trapped, trap_kind::out_of_bounds_memory_access);
    EXPECT_TRUE(is_untouched(m)) << a.name << " wrote before it trapped";
  }
}

template <class Memory, class Address>
void walk_the_end(memory_data* m, const std::vector<Address>& offsets) {
  for (const auto& a : all_accesses<Memory, Address>()) {
    for (const Address offset : offsets) {
      for (int delta = -12; delta <= 12; ++delta) {
        check_access(m, a, Address(m->size - offset + u64(i64(delta))), offset);  // may wrap: then far outside
      }
      check_access(m, a, Address(0), offset);
      check_access(m, a, Address(~Address(0)), offset);
    }
  }
}

TEST(LinearMemory, TrapsAtTheFirstByteOutside) {
  for (const u64 pages : {0, 1, 2, 65536}) {
    owned_memory m(limits_of(pages, 65536));
    walk_the_end<mem32, u32>(m.get(), {0u, 1u, 65535u, 0x80000000u, 0xffffffffu});
  }
}

TEST(LinearMemory64, TrapsAtTheFirstByteOutsideAndWhereTheSumWraps) {
  for (const u64 pages : {0, 1, 2}) {
    owned_memory m(limits_of(pages, 10, true));
    walk_the_end<mem64, u64>(m.get(), {0u, 1u, 65535u, 0x80000000u, 0xffffffffu, u64(1) << 63, ~u64(0)});
  }
}

TEST(LinearMemory, MovesWithoutAReservationOnlyInCheckedMode) {
  owned_memory m(limits_of(1, 4), {.guarded = false, .reservation = 0});
  EXPECT_FALSE(m->is_guarded);
  m->base[5] = 42;
  EXPECT_EQ(grow_memory(*m.get(), 3), 1u);
  EXPECT_EQ(m->base[5], 42);
  EXPECT_EQ(m->base[4 * page - 1], 0);
  walk_the_end<mem64, u64>(m.get(), {0u, 1u, ~u64(0)});
}

// ---- values

TEST(LinearMemory, LoadsExtendAndStoresTruncate) {
  owned_memory m(limits_of(1, 1));
  const mem32 w = memory_of<mem32>(m.get());
  const auto trapped = trap_of([&] {
    i64_store(w, 7, 0xf1e2d3c4b5a69788, 1);
    EXPECT_EQ(m->base[8], 0x88);
    EXPECT_EQ(m->base[15], 0xf1);
    EXPECT_EQ(i32_load(w, 8, 0), 0xb5a69788u);
    EXPECT_EQ(i32_load8_s(w, 8, 0), 0xffffff88u);
    EXPECT_EQ(i32_load8_u(w, 8, 0), 0x88u);
    EXPECT_EQ(i32_load16_s(w, 8, 0), 0xffff9788u);
    EXPECT_EQ(i64_load32_s(w, 8, 0), 0xffffffffb5a69788u);
    EXPECT_EQ(i64_load32_u(w, 8, 0), 0xb5a69788u);
    EXPECT_EQ(i64_load16_s(w, 8, 2), 0xffffffffffffb5a6u);
    EXPECT_EQ(i64_load8_s(w, 8, 7), 0xfffffffffffffff1u);
    i64_store16(w, 8, 0x1234567, 0);
    EXPECT_EQ(i64_load(w, 8, 0), 0xf1e2d3c4b5a64567u);
    f32_store(w, 100, f32_bits(0x7fa00001), 0);
    EXPECT_EQ(i32_load(w, 100, 0), 0x7fa00001u);
    EXPECT_EQ(i32_reinterpret_f32(f32_load(w, 100, 0)), 0x7fa00001u);
  });
  EXPECT_EQ(trapped, std::nullopt);
}

TEST(LinearMemory, ADroppedLoadTraps) {
  owned_memory m(limits_of(1, 1));
  const mem32 w = memory_of<mem32>(m.get());
  EXPECT_EQ(trap_of([&] { drop_load(f64_load(w, 65529, 0)); }), trap_kind::out_of_bounds_memory_access);
}

// ---- growth

TEST(MemoryGrowth, KeepsTheBaseAndZeroesWhatIsNew) {
  owned_memory m(limits_of(1, 100));
  u8* const base = m->base;
  base[page - 1] = 1;
  EXPECT_EQ(grow_memory(*m.get(), 2), 1u);
  EXPECT_EQ(m->base, base);
  EXPECT_EQ(base[page - 1], 1);
  EXPECT_EQ(base[3 * page - 1], 0);
  EXPECT_EQ(m->size, 3 * page);
}

TEST(MemoryGrowth, BeyondTheMaximumFailsAndChangesNothing) {
  owned_memory m(limits_of(1, 3));
  EXPECT_EQ(trap_of([&] { EXPECT_EQ(memory_grow(m.get(), 3), ~u64(0)); }), std::nullopt);
  EXPECT_EQ(grow_memory(*m.get(), ~u64(0)), ~u64(0));
  EXPECT_EQ(memory_size(m.get()), 1u);
  EXPECT_EQ(grow_memory(*m.get(), 2), 1u);
  EXPECT_EQ(grow_memory(*m.get(), 0), 3u);
}

TEST(MemoryGrowth, StopsAtFourGibibytesWithoutAMaximum) {
  memory_limits limits = limits_of(0, 0);
  limits.has_maximum = false;
  owned_memory m(limits);
  EXPECT_EQ(grow_memory(*m.get(), 65537), ~u64(0));
  EXPECT_EQ(grow_memory(*m.get(), 65536), 0u);
  EXPECT_EQ(grow_memory(*m.get(), 1), ~u64(0));
}

TEST(MemoryGrowth, Of64BitMemoryRefusesTheImpossible) {
  memory_limits limits = limits_of(1, 0, true);
  limits.has_maximum = false;
  owned_memory m(limits);
  for (const u64 pages : {u64(1) << 32, u64(1) << 47, (u64(1) << 48) - 1, u64(1) << 48, u64(1) << 63}) {
    EXPECT_EQ(grow_memory(*m.get(), pages), ~u64(0));
  }
  EXPECT_EQ(memory_size(m.get()), 1u);
}

TEST(MemoryGrowth, Of64BitMemoryMayOutgrowItsReservation) {
  owned_memory m(limits_of(1, 1000, true), {.guarded = false, .reservation = 2 * page});
  m->base[3] = 9;
  EXPECT_EQ(grow_memory(*m.get(), 1), 1u);
  EXPECT_EQ(grow_memory(*m.get(), 10), 2u);
  EXPECT_EQ(grow_memory(*m.get(), 10), 12u);
  EXPECT_EQ(m->base[3], 9);
  EXPECT_EQ(m->base[22 * page - 1], 0);
}

TEST(MemoryGrowth, ByManySinglePagesMovesAMemoryFewTimes) {
  owned_memory m(limits_of(1, 1000, true), {.guarded = false, .reservation = 0});
  int moves = 0;
  for (u64 pages = 1; pages != 1000; ++pages) {
    const u8* const before = m->base;
    m->base[pages * page - 1] = 7;
    ASSERT_EQ(grow_memory(*m.get(), 1), pages);
    moves += m->base != before;
    ASSERT_EQ(m->base[pages * page - 1], 7);
    ASSERT_EQ(m->base[(pages + 1) * page - 1], 0);
  }
  EXPECT_LE(moves, 10);
  EXPECT_EQ(grow_memory(*m.get(), 1), ~u64(0));
}

TEST(MemoryGrowth, ThatMovesIsGivenUpWhenTheGuestIsToStop) {
  budget growth{10 * page};
  owned_memory m(limits_of(2, 1000, true), {.guarded = false, .reservation = 0, .growth = &growth});
  m->base[3] = 9;
  const u8* const before = m->base;
  const u64 left = growth.left;
  EXPECT_EQ(trap_of_stopped([&] { memory_grow(m.get(), 5); }), trap_kind::interrupted);
  EXPECT_EQ(m->base, before);
  EXPECT_EQ(m->base[3], 9);
  EXPECT_EQ(m->size, 2 * page);
  EXPECT_EQ(growth.left, left);
  EXPECT_EQ(grow_memory(*m.get(), 5), 2u);
}

TEST(MemoryGrowth, WithPagesOfOneByte) {
  memory_limits limits = limits_of(5, 5000);
  limits.page_bits = 0;
  owned_memory m(limits);
  EXPECT_EQ(grow_memory(*m.get(), 4092), 5u);
  m->base[4096] = 1;
  EXPECT_EQ(m->size, 4097u);
  walk_the_end<mem64, u64>(m.get(), {0u, 1u});
}

TEST(SharedMemory, ReservesItsMaximumWhateverTheOptions) {
  memory_limits limits = limits_of(1, 100);
  limits.is_shared = true;
  owned_memory m(limits, {.guarded = false, .reservation = 0});
  EXPECT_GE(m->reserved, 100 * page);
  const u8* const base = m->base;
  EXPECT_EQ(grow_memory(*m.get(), 99), 1u);
  EXPECT_EQ(m->base, base);
  EXPECT_EQ(grow_memory(*m.get(), 1), ~u64(0));
}

TEST(SharedMemory, IsRefusedWhereItsMaximumCannotBeReserved) {
  memory_limits limits = limits_of(1, u64(1) << 40, true);
  limits.is_shared = true;
  memory_data m;
  EXPECT_FALSE(create_memory(m, limits, {}));
  EXPECT_EQ(m.base, nullptr);
}

// ---- shared bytes

TEST(SharedBytes, AreCopiedWhereverTheRangesLie) {
  u8 expected[80], bytes[80];
  for (u64 to = 0; to != 20; ++to) {
    for (u64 from = 0; from != 20; ++from) {
      for (u64 size = 0; size != 41; ++size) {
        for (u64 i = 0; i != 80; ++i) expected[i] = bytes[i] = u8(i * 7);
        std::memmove(expected + to, expected + from, size);
        copy_shared(bytes + to, bytes + from, size);
        ASSERT_EQ(std::memcmp(bytes, expected, 80), 0) << to << " " << from << " " << size;
      }
    }
  }
}

TEST(SharedBytes, AreFilledToTheByte) {
  for (u64 at = 0; at != 17; ++at) {
    for (u64 size = 0; size != 41; ++size) {
      u8 expected[64] = {}, bytes[64] = {};
      std::memset(expected + at, 0xa5, size);
      fill_shared(bytes + at, 0xa5, size);
      ASSERT_EQ(std::memcmp(bytes, expected, 64), 0) << at << " " << size;
    }
  }
}

TEST(SharedBytes, AreTheSameByteByByte) {
  u8 bytes[24] = {};
  for (u64 at = 0; at != 16; ++at) {
    write_shared<u64>(bytes + at, 0x1122334455667788);
    EXPECT_EQ(read_shared_bytes<u64>(bytes + at), 0x1122334455667788u);
    write_shared_bytes<u32>(bytes + at, 0xaabbccdd);
    EXPECT_EQ(read_shared<u32>(bytes + at), 0xaabbccddu);
  }
}

// The threads proposal wraps the expected value and the replacement to the width in memory.
TEST(SharedBytes, ExchangeAfterWrappingToTheirWidth) {
  alignas(8) u8 bytes[8] = {0x11, 0x22};
  EXPECT_EQ(compare_exchange<u8>(bytes, u32(0x12), u32(5)), 0x11u);
  EXPECT_EQ(bytes[0], 0x11);
  EXPECT_EQ(compare_exchange<u8>(bytes, u32(0x111), u32(0x105)), 0x11u);
  EXPECT_EQ(bytes[0], 5);
  EXPECT_EQ(bytes[1], 0x22);
}

// ---- ranges

TEST(MemoryRanges, CheckBothEndsBeforeTheyWrite) {
  owned_memory m(limits_of(1, 1)), other(limits_of(2, 2));
  const auto oob = std::optional(trap_kind::out_of_bounds_memory_access);
  EXPECT_EQ(trap_of([&] { memory_fill(m.get(), page - 1, 1, 2); }), oob);
  EXPECT_EQ(m->base[page - 1], 0);
  EXPECT_EQ(trap_of([&] { memory_fill(m.get(), page, 1, 0); }), std::nullopt);
  EXPECT_EQ(trap_of([&] { memory_fill(m.get(), page + 1, 1, 0); }), oob);
  EXPECT_EQ(trap_of([&] { memory_fill(m.get(), 1, 1, unknown(~u64(0))); }), oob);
  EXPECT_EQ(trap_of([&] { memory_fill(m.get(), 0, 0x1ff, page); }), std::nullopt);
  EXPECT_EQ(m->base[page - 1], 0xff);
  EXPECT_EQ(trap_of([&] { memory_copy(m.get(), other.get(), 0, page, page + 1); }), oob);
  EXPECT_EQ(trap_of([&] { memory_copy(m.get(), other.get(), 0, page, page); }), std::nullopt);
  EXPECT_EQ(m->base[0], 0);
}

TEST(MemoryRanges, CopyMayOverlap) {
  owned_memory m(limits_of(1, 1));
  std::memcpy(m->base, "abcdef", 6);
  EXPECT_EQ(trap_of([&] { memory_copy(m.get(), m.get(), 2, 0, 4); }), std::nullopt);
  EXPECT_EQ(std::memcmp(m->base, "ababcd", 6), 0);
}

TEST(DataSegments, AreEmptyOnceDropped) {
  owned_memory m(limits_of(1, 1));
  data_segment segment{reinterpret_cast<const u8*>("hello"), 5};
  const auto oob = std::optional(trap_kind::out_of_bounds_memory_access);
  EXPECT_EQ(trap_of([&] { memory_init(m.get(), segment, 10, 1, 4); }), std::nullopt);
  EXPECT_EQ(std::memcmp(m->base + 10, "ello", 5), 0);
  EXPECT_EQ(trap_of([&] { memory_init(m.get(), segment, 10, 2, 4); }), oob);
  EXPECT_EQ(trap_of([&] { memory_init(m.get(), segment, page - 3, 1, 4); }), oob);
  data_drop(segment);
  EXPECT_EQ(trap_of([&] { memory_init(m.get(), segment, 0, 0, 1); }), oob);
  EXPECT_EQ(trap_of([&] { memory_init(m.get(), segment, 0, 0, 0); }), std::nullopt);
}

TEST(DataSegments, InRunsKeepWhatCameBeforeATrap) {
  owned_memory m(limits_of(1, 1));
  const data_run runs[] = {{0, 2}, {100, 3}, {page - 1, 2}};
  EXPECT_EQ(trap_of([&] { data_init_runs(m.get(), runs, 3, "abcdefg"); }), trap_kind::out_of_bounds_memory_access);
  EXPECT_EQ(std::memcmp(m->base, "ab", 3), 0);
  EXPECT_EQ(std::memcmp(m->base + 100, "cde", 4), 0);
  EXPECT_EQ(m->base[page - 1], 0);
}

// ---- the system

TEST(Reservation, IsReusedByTheThousand) {
  for (int i = 0; i != 3000; ++i) {
    memory_data m;
    ASSERT_TRUE(create_memory(m, limits_of(1, 2), {}));
    EXPECT_TRUE(is_reserved(m.base + (u64(1) << 33)));
    const u8* const base = m.base;
    destroy_memory(m);
    EXPECT_FALSE(is_reserved(base));
  }
  std::vector<memory_data> many(1000);
  for (memory_data& m : many) ASSERT_TRUE(create_memory(m, limits_of(0, 2), {}));
  for (memory_data& m : many) EXPECT_TRUE(is_reserved(m.base));
  for (memory_data& m : many) destroy_memory(m);
}

TEST(Reservation, IsClearedAndCutToSizeWhenRecycled) {
  for (const u64 pages : {3, 1, 2, 0, 4}) {
    owned_memory m(limits_of(pages, 10));
    for (u64 i = 0; i != m->size; ++i) ASSERT_EQ(m->base[i], 0);
    std::memset(m->base, 1, m->size);
    const mem32 w = memory_of<mem32>(m.get());
    const u32 end = u32(m->size);
    EXPECT_EQ(trap_of([&] { drop_load(i32_load8_u(w, end, 0)); }), trap_kind::out_of_bounds_memory_access);
    EXPECT_EQ(grow_memory(*m.get(), 1), pages);
    EXPECT_EQ(m->base[end], 0);
  }
}

TEST(Reservation, OfAMemoryBeyondItsBudgetIsCutToSizeToo) {
  { const owned_memory four(limits_of(4, 10)); }  // recycled from now on
  budget one_page{page};
  memory_data refused;
  EXPECT_FALSE(create_memory(refused, limits_of(4, 10), {.growth = &one_page}));
  owned_memory m(limits_of(1, 10));
  EXPECT_EQ(trap_of([&] { drop_load(i32_load8_u(memory_of<mem32>(m.get()), u32(page), 0)); }),
            trap_kind::out_of_bounds_memory_access);
}

#if defined(__linux__)
/// What the kernel says of the mapping that an address lies in, as in "rd wr mr mw me hg"; empty if it lies in none.
std::string flags_of_mapping(const void* address) {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream mappings("/proc/self/smaps");
  bool is_inside = false;
  for (std::string line; std::getline(mappings, line);) {
    unsigned long begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) is_inside = begin <= place && place < end;
    if (is_inside && line.starts_with("VmFlags:")) return line.substr(8);
  }
  return "";
}

TEST(Reservation, MayHaveHugePagesAlsoWhenRecycledAndGrown) {
  if (!std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled")) GTEST_SKIP() << "the kernel has no huge pages";
  for (int i = 0; i != 2; ++i) {
    owned_memory m(limits_of(64, 128));
    EXPECT_NE(flags_of_mapping(m->base).find(" hg"), std::string::npos) << flags_of_mapping(m->base);
    EXPECT_EQ(grow_memory(*m.get(), 64), 64u);
    EXPECT_NE(flags_of_mapping(m->base + m->size - 1).find(" hg"), std::string::npos);
  }
}
#endif

// In a child, since a limit cannot be lifted again.
int exit_status_of(void (*body)()) {
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Reservation, RefusedByALimitGivesAMovableMemory) {
  if (has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs the memory";
  EXPECT_EQ(exit_status_of([] {
              while (void* const spare = take_reservation().start) {
                release_address_space(spare, guard_before + guarded_span);
              }
              const rlimit limit{u64(1) << 30, u64(1) << 30};
              setrlimit(RLIMIT_AS, &limit);
              memory_data m;
              if (!create_memory(m, limits_of(1, 65536), {})) _exit(2);
              if (m.is_guarded || grow_memory(m, 10) != 1) _exit(3);
              if (grow_memory(m, 60000) != ~u64(0)) _exit(4);
              _exit(m.base[11 * page - 1] == 0 ? 0 : 5);
            }),
            0);
}

TEST(Reservation, WithoutMemoryToCommitGrowthFails) {
  if (has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs the memory";
  EXPECT_EQ(exit_status_of([] {
              memory_data m;
              if (!create_memory(m, limits_of(1, 65536), {})) _exit(2);
              const rlimit limit{u64(1) << 28, u64(1) << 28};
              setrlimit(RLIMIT_DATA, &limit);
              _exit(grow_memory(m, 60000) == ~u64(0) && grow_memory(m, 10) == 1 ? 0 : 3);
            }),
            0);
}

}  // namespace
}  // namespace wasm2cpp::guest

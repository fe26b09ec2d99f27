// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 18: what lies beside a memory, and beside a table if the host asks for it, cannot be reached even by an access
// that nobody checks: it is inaccessible, on both sides. (What is constant in a program is read-only:
// rule_18_hardening.py.)
#include <sys/mman.h>

#include <cstring>

#include "claims.hpp"
#include "rule_18_hardening.hpp"

namespace rule_18 {

constexpr char rule[] = "rule_18_hardening";
constexpr char death[] = "signal 11";
constexpr std::size_t page = 65536;

/// How a read by the host ends, which nobody checks.
std::string reading(const void* place) {
  return claims::ending_of([&] { (void)*static_cast<const volatile char*>(place); });
}

/// Inaccessible for so many bytes before and after; what is inside is not.
void check_surroundings(const std::string& what, const char* begin, std::size_t size, std::size_t reach) {
  CHECK_OF(what, reading(begin) == "returned" && reading(begin + size - 1) == "returned");
  for (const std::size_t distance : {std::size_t{1}, std::size_t{8}, reach})
    CHECK_OF(what + " -" + std::to_string(distance), reading(begin - distance) == death);
  for (const std::size_t distance : {std::size_t{0}, std::size_t{8}, reach - 1})
    CHECK_OF(what + " +" + std::to_string(distance), reading(begin + size + distance) == death);
}

void check_memory(const std::string& what, const wasm2cpp::memory& mem) {
  check_surroundings(what, reinterpret_cast<const char*>(mem.bytes().data()), mem.byte_size(), page);
}

CLAIM(memories_of_every_kind_are_between_inaccessible_pages) {
  rule_18_hardening::instance instance;
  check_memory("the module's", instance.memory());
  CHECK(instance.grow(9) == 1);
  check_memory("the module's, grown to its maximum", instance.memory());
  check_memory("guarded", wasm2cpp::memory{{.min = 1, .max = 1}});
  check_memory("reserved", wasm2cpp::memory{{.min = 2, .max = 2, .reservation = 1 << 20}});
  check_memory("64-bit", wasm2cpp::memory{{.min = 1, .max = 1, .is_64 = true}});
  check_memory("shared", wasm2cpp::memory{{.min = 1, .max = 1, .is_shared = true}});
  wasm2cpp::memory moving{{.min = 1, .reservation = 0}};
  check_memory("moving", moving);
  moving.write<std::uint32_t>(page - 4, 77);
  CHECK(moving.grow(3) == 1 && moving.read<std::uint32_t>(page - 4) == 77);
  check_memory("moved", moving);
}

CLAIM(tables_are_between_inaccessible_pages_if_that_is_asked_for) {
  const wasm2cpp::store store{{.guards_tables = true}};
  rule_18_hardening::instance instance{store};
  const auto elements = [&] {
    const wasm2cpp::guest::table_data& table = *handle_of(instance).state()->tables[0];
    return std::pair(reinterpret_cast<const char*>(table.elements), table.capacity * sizeof(void*));
  };
  for (const std::uint32_t more : {0u, 1u, 40u, 700u}) {
    const std::uint32_t before = instance.grow_table(more);
    CHECK(before != 0xffff'ffff && instance.call(0) == 1 && instance.call(1) == 2);
    const auto [begin, size] = elements();
    CHECK(reading(begin + size) == death && reading(begin + size + 4095) == death);
    const char* const first_page =
        reinterpret_cast<const char*>(reinterpret_cast<std::uintptr_t>(begin) & ~std::uintptr_t{4095});
    CHECK(reading(first_page - 1) == death && reading(begin) == "returned" && reading(begin + size - 1) == "returned");
    if (more != 0) CHECK(instance.call(before) == 2);
  }
  CHECK(claims::outcome_of([&] { instance.call(744); }) == "undefined element");
  CHECK(claims::outcome_of([&] { instance.get(744); }) == "out of bounds table access");
}

CLAIM(bounds_are_exact_however_code_is_compiled) {  // as those that are tested everywhere else: here with masks, too
  rule_18_hardening::instance instance;
  instance.store(65532, 0x01020304);
  CHECK(instance.load(65535) == 1 && instance.load(8) == 'c' && instance.load_far(0) >> 56 == 1);
  instance.fill(65000, 536);
  CHECK(instance.load(65535) == 7 && (instance.fill(65536, 0), true));
  instance.init();
  CHECK(instance.load(100) == 'p' && instance.call(1) == 2 && instance.call_constant(0) == 1 &&
        instance.call_constant(1) == 2);
  const auto outcome = [](auto body) { return claims::outcome_of(body); };
  CHECK(outcome([&] { instance.load(65536); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.load(0xffff'ffff); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.store(65533, 0); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.load_far(1); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.load_far(0xffff'fff8); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.fill(65535, 2); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.fill(65537, 0); }) == "out of bounds memory access");
  CHECK(outcome([&] { instance.call(3); }) == "undefined element");
  CHECK(outcome([&] { instance.call(2); }) == "uninitialized element");
  CHECK(outcome([&] { instance.call_constant(2); }) == "undefined element");
  CHECK(outcome([&] { instance.get(3); }) == "out of bounds table access");
}

}  // namespace rule_18

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 5: linear memory is bytes. An access is right at every address, whatever alignment the module promises; values
// of one type are seen by loads of another, also where compilers would take the addresses for different; and calls may
// change memory, globals and, where it moves, the memory's place.
#include <bit>
#include <cstring>

#include "claims.hpp"
#include "rule_05_aliasing.hpp"

namespace rule_05 {

constexpr char rule[] = "rule_05_aliasing";
using wasm2cpp::value;
using wasm2cpp::value_kind;

/// An instance with its memory and the host's cell; what the host function does may be chosen.
struct fixture {
  explicit fixture(wasm2cpp::memory_options options = {.min = 2, .max = 100}) : mem(options) {}

  wasm2cpp::memory mem;
  wasm2cpp::global<std::uint32_t> cell{0, {.is_mutable = true}};
  std::function<void(std::uint32_t)> touch = [](std::uint32_t) {};
  rule_05_aliasing::instance instance{
      {.host = {.mem = mem, .cell = cell, .touch = [this](std::uint32_t x) { touch(x); }}}};

  template <class... A>
  value call(const std::string& name, A... arguments) const {
    return handle_of(instance).call(name, {value(arguments)...}).at(0);
  }
  template <class... A>
  void run(const std::string& name, A... arguments) const {
    handle_of(instance).call(name, {value(arguments)...});
  }
};

void fill(const wasm2cpp::memory& mem) {
  auto bytes = mem.view<std::uint8_t>(0, 4096);
  for (std::size_t i = 0; i != bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 151 + i / 256 + 128);
}

/// "i64.load16_s": what it is, of its name.
struct access {
  explicit access(std::string_view n) : name(n), is_natural(n.ends_with(" natural")) {
    const std::string operation = name.substr(4);  // after "i64."
    is_load = operation.starts_with("load");
    is_signed = operation.find("_s") != std::string::npos;
    const std::string width = operation.substr(is_load ? 4 : 5);  // "", "16_s"
    const bool has_width = !width.empty() && width[0] != ' ';
    bits = has_width ? std::stoul(width) : name.substr(1, 2) == "32" ? 32 : 64;
  }
  std::string name;
  bool is_natural, is_load, is_signed;
  unsigned long bits;
};

std::vector<access> accesses(const rule_05_aliasing::instance& instance) {
  std::vector<access> all;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports())
    if (exported.name.find(".load") != std::string_view::npos || exported.name.find(".store") != std::string_view::npos)
      all.emplace_back(exported.name);
  return all;
}

std::uint64_t bits_of(const value& v) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, v.bits().bytes, v.kind() == value_kind::i32 || v.kind() == value_kind::f32 ? 4 : 8);
  return bits;
}

void check_load(const fixture& f, const access& a, std::uint32_t address) {
  std::uint64_t expected = 0;
  for (unsigned i = 0; i != a.bits / 8; ++i)
    expected |= std::uint64_t{f.mem.read<std::uint8_t>(address + a.is_natural + i)} << (8 * i);
  if (a.is_signed && (expected >> (a.bits - 1) & 1) != 0 && a.bits != 64) expected |= ~std::uint64_t{0} << a.bits;
  if (a.name.starts_with("i32")) expected &= 0xffff'ffffu;
  CHECK_OF(a.name + " at " + std::to_string(address), bits_of(f.call(a.name, address)) == expected);
}

void check_store(const fixture& f, const access& a, std::uint32_t address) {
  constexpr std::uint64_t bits = 0xa1b2'c3d4'95a6'b7c8u;
  fill(f.mem);
  std::vector<std::uint8_t> expected(f.mem.view<std::uint8_t>(0, 4096).begin(),
                                     f.mem.view<std::uint8_t>(0, 4096).end());
  for (unsigned i = 0; i != a.bits / 8; ++i)
    expected[address + a.is_natural + i] = static_cast<std::uint8_t>(bits >> (8 * i));
  if (a.name.starts_with("i32")) f.run(a.name, address, static_cast<std::uint32_t>(bits));
  if (a.name.starts_with("i64")) f.run(a.name, address, bits);
  if (a.name.starts_with("f32")) f.run(a.name, address, std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (a.name.starts_with("f64")) f.run(a.name, address, std::bit_cast<double>(bits));
  const auto found = f.mem.view<std::uint8_t>(0, 4096);
  for (std::size_t i = 0; i != expected.size(); ++i)
    CHECK_OF(a.name + " at " + std::to_string(address) + ", byte " + std::to_string(i), found[i] == expected[i]);
}

CLAIM(every_load_reads_its_bytes_at_every_address) {
  const fixture f;
  fill(f.mem);
  const std::vector<access> all = accesses(f.instance);
  CHECK(all.size() == 2 * (14 + 9));
  for (const access& a : all)
    for (std::uint32_t address = 60; a.is_load && address != 80; ++address) check_load(f, a, address);
}

CLAIM(every_store_writes_its_bytes_at_every_address) {
  const fixture f;
  for (const access& a : accesses(f.instance))
    for (std::uint32_t address = 63; !a.is_load && address != 72; ++address) check_store(f, a, address);
}

CLAIM(values_are_seen_by_loads_of_other_types) {
  const fixture f;
  for (const std::uint32_t p : {0u, 64u, 101u}) {
    CHECK(f.call("f32 over i32", p, p).get<std::uint32_t>() == 0x3f80'0000u);
    CHECK(f.call("f32 over i32", p, p + 4).get<std::uint32_t>() == 1);
    CHECK(f.call("f32 over i32", p, p + 2).get<std::uint32_t>() == 1);  // the low half of 1.0f is 0
    CHECK(f.call("i64 over f64", p, p).get<double>() == 2);
    CHECK(f.call("i64 over f64", p, p + 8).get<double>() == 1);
    CHECK(f.call("i32 within i64", p, p).get<std::uint32_t>() == 0x5566'7788u);
    CHECK(f.call("i32 within i64", p, p + 3).get<std::uint32_t>() == 0x2233'4455u);
    CHECK(f.call("i64 around i16", p, p + 3).get<std::uint64_t>() == 0x0000'00ab'cd00'0000u);
    CHECK(f.call("i64 around i16", p + 1, p).get<std::uint64_t>() == 0xab);
    CHECK(f.call("f64 around two i32", p).get<double>() == 3);
  }
}

CLAIM(a_loop_sees_its_own_stores) {
  const fixture f;
  f.mem.write<std::uint32_t>(1000, 50);
  CHECK(f.call("overwrites its own count", 1000u, 2000u).get<std::uint32_t>() == 50);
  CHECK(f.call("overwrites its own count", 1000u, 960u).get<std::uint32_t>() == 11);
}

/// As the loop should copy: an element at a time, upwards.
void copy_upwards(std::vector<std::uint8_t>& bytes, std::size_t to, std::size_t from, std::size_t width,
                  std::size_t n) {
  for (std::size_t i = 0; i != n; ++i, to += width, from += width) {
    std::uint8_t element[8];
    std::memcpy(element, &bytes[from], width);
    std::memcpy(&bytes[to], element, width);
  }
}

CLAIM(copies_that_overlap_repeat_their_beginning) {
  const fixture f;
  const std::pair<const char*, std::size_t> loops[] = {{"copy bytes", 1}, {"copy i16", 2}, {"copy i32", 4},
                                                       {"copy i64", 8},   {"copy f32", 4}, {"copy f64", 8}};
  for (const auto& [name, width] : loops) {
    for (std::uint32_t distance : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64}) {
      for (const bool is_upwards : {true, false}) {
        fill(f.mem);
        const auto bytes = f.mem.view<std::uint8_t>(0, 4096);
        std::vector<std::uint8_t> expected(bytes.begin(), bytes.end());
        const std::uint32_t to = 515 + (is_upwards ? distance : 0), from = 515 + (is_upwards ? 0 : distance);
        copy_upwards(expected, to, from, width, 100);
        f.run(name, to, from, 100u);
        const bool is_same = std::equal(expected.begin(), expected.end(), bytes.begin());
        CHECK_OF(std::string(name) + " by " + std::to_string(distance), is_same);
      }
    }
  }
}

/// As those loops should add: from `p` downwards by `step`, n times.
bool adds_downwards(const fixture& f, std::size_t p, std::size_t step, std::size_t n, std::size_t from, std::size_t to,
                    const std::function<void()>& run) {
  fill(f.mem);
  const auto bytes = f.mem.view<std::uint8_t>(0, 4096);
  std::vector<std::uint8_t> expected(bytes.begin(), bytes.end());
  for (; n != 0; --n, p -= step) {
    std::uint32_t element = 0;
    std::memcpy(&element, &expected[p + from], sizeof element);
    element += 0x1234'5678u;
    std::memcpy(&expected[p + to], &element, sizeof element);
  }
  run();
  return std::equal(expected.begin(), expected.end(), bytes.begin());
}

CLAIM(a_loop_downwards_sees_what_it_stored_in_part) {
  const fixture f;
  CHECK(adds_downwards(f, 1024, 4, 28, 34, 27, [&] { f.run("add downwards", 0x1234'5678u); }));
  for (const std::uint32_t n : {1u, 2u, 3u, 7u, 40u})
    CHECK(adds_downwards(f, 2000, 1, n, 2, 0, [&] { f.run("add byte by byte", 2000u, n); }));
}

CLAIM(loops_over_arrays_are_right_at_every_address) {
  const fixture f;
  for (std::uint32_t p = 100; p != 117; ++p) {
    auto doubles = f.mem.view<double>(p, 37);
    for (std::size_t i = 0; i != doubles.size(); ++i) doubles[i] = static_cast<double>(i);
    f.run("scale f64", p, 37u);
    for (std::size_t i = 0; i != doubles.size(); ++i) CHECK(doubles[i] == 3.0 * static_cast<double>(i));
    auto words = f.mem.view<std::uint32_t>(p, 37);
    for (std::size_t i = 0; i != words.size(); ++i) words[i] = static_cast<std::uint32_t>(i);
    CHECK(f.call("sum i32", p, 37u).get<std::uint32_t>() == 37 * 36 / 2);
  }
}

CLAIM(one_memory_or_global_by_two_names_is_one) {
  const fixture f;
  CHECK(f.call("memory by two names", 7u).get<std::uint32_t>() == 7);
  CHECK(f.call("global by two names", 8u).get<std::uint32_t>() == 8 && f.cell.get() == 8);
}

CLAIM(a_call_may_change_memory_and_globals) {
  fixture f;
  f.touch = [&](std::uint32_t x) {
    f.mem.write<std::uint32_t>(64, x);
    f.cell.set(x);
    f.instance.own().set(x + 1);
  };
  CHECK(f.call("memory after a call", 77u).get<std::uint32_t>() == 77);
  CHECK(f.call("globals after a call", 78u).get<std::uint32_t>() == 78'079);
  CHECK(f.call("value from before a call", 3u).get<std::uint32_t>() == 2);
}

void check_growth(fixture& f) {
  f.touch = [&](std::uint32_t pages) { f.mem.grow(pages); };
  CHECK(f.call("store after growth", 3u).get<std::uint32_t>() == 5);
  CHECK(f.mem.read<std::uint32_t>(64) == 2 && f.mem.read<std::uint32_t>(131072) == 3);
  CHECK(f.call("store after own growth", 4u).get<std::uint32_t>() == 3);
  CHECK(f.mem.read<std::uint32_t>(64) == 1 && f.mem.read<std::uint32_t>(68) == 2);
  CHECK(f.call("operand from before growth", 1u).get<std::uint32_t>() == 0);
}

CLAIM(a_call_may_make_the_memory_grow) {
  fixture f;
  check_growth(f);
}

#if defined(WASM2CPP_CHECKED)
CLAIM(a_call_may_move_the_memory) {
  fixture f({.min = 2, .max = 100, .reservation = 0});
  CHECK(!f.mem.stable_base());
  const std::byte* const before = f.mem.bytes().data();
  check_growth(f);
  CHECK(f.mem.bytes().data() != before);
}
#endif

}  // namespace rule_05

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 12: instances share nothing that changes. Thousands live side by side, on several threads; a new one is new,
// whatever those before it have done; and making one is cheap. Limits of time are ten times what a slow machine needs.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "claims.hpp"
#include "rule_12_instances.hpp"
#include "rule_12_instances_large_data.hpp"

namespace rule_12 {

constexpr char rule[] = "rule_12_instances";
using wasm2cpp::value;
using module = rule_12_instances::instance;
using large_module = rule_12_instances_large_data::instance;

std::uint32_t call(const module& instance, std::uint32_t element) {
  return handle_of(instance).call("call", {value(element)}).at(0).get<std::uint32_t>();
}

/// As the module describes it.
void check_new(module& instance) {
  CHECK(instance.g().get() == 5 && instance.h().get() == 0.5);
  CHECK(instance.memory().size() == 1 && instance.table().size() == 4);
  CHECK(instance.memory().read_string(16, 7) == "initial");
  const auto bytes = instance.memory().bytes();
  CHECK(std::count_if(bytes.begin(), bytes.end(), [](std::byte b) { return b != std::byte{0}; }) == 7);
  CHECK(call(instance, 0) == 5 && call(instance, 1) == 6);
  instance.use_data();
  CHECK(instance.memory().read_string(32, 7) == "passive");
}

CLAIM(thousands_live_side_by_side_and_share_nothing) {
  constexpr std::uint32_t count = 3000;
  std::vector<module> instances(count);
  for (std::uint32_t i = 0; i != count; ++i) instances[i].set(i + 1);
  for (std::uint32_t i = 0; i < count; i += 7) instances[i].swap();
  for (std::uint32_t i = 0; i < count; i += 11) CHECK(instances[i].grow(1 + i % 5) == 1);
  for (std::uint32_t i = 0; i != count; ++i) {
    module& instance = instances[i];
    CHECK(instance.get() == 3 * (i + 1) && instance.h().get() == i + 1);
    CHECK(instance.memory().size() == (i % 11 == 0 ? 2 + i % 5 : 1));
    CHECK(call(instance, i % 7 == 0) == 2 * (i + 1) && call(instance, i % 7 != 0) == 6);
  }
}

CLAIM(segments_are_dropped_in_one_instance_only) {
  module a, b;
  a.drop();
  CHECK_TRAP(out_of_bounds_memory_access, a.use_data());
  CHECK_TRAP(out_of_bounds_table_access, a.swap());
  check_new(b);
  module c;
  check_new(c);
}

CLAIM(tables_grow_in_one_instance_only) {
  module a, b;
  CHECK(a.table_grow(6) == 4 && a.table_grow(1) == ~0u && b.table().size() == 4);
  a.table().set(3, a.table().get<wasm2cpp::funcref>(0));
  CHECK(call(a, 3) == 5);
  CHECK_TRAP(uninitialized_element, call(b, 3));
}

CLAIM(a_new_instance_is_new_whatever_the_ones_before_have_done) {
  for (int round = 0; round != 100; ++round) {
    module instance;
    check_new(instance);
    instance.grow(static_cast<std::uint32_t>(round % 4));
    instance.dirty();
    instance.set(99);
    instance.swap();
    instance.drop();
    instance.table_grow(3);
    if (round % 10 == 0) CHECK_TRAP(out_of_bounds_memory_access, instance.memory_beyond());
  }
  std::vector<module> many(20);
  for (module& instance : many) check_new(instance);
}

int lines_of_maps() {
  std::ifstream maps("/proc/self/maps");
  return static_cast<int>(std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

CLAIM(instances_that_are_gone_leave_nothing_behind) {
  { std::vector<module> warm_up(100); }
  const int before = lines_of_maps();
  for (int round = 0; round != 20; ++round) std::vector<module> instances(100);
  CHECK(lines_of_maps() <= before + 10);
}

CLAIM(making_an_instance_is_cheap) {
  { module first; }
  const auto begin = std::chrono::steady_clock::now();
  constexpr int count = 2000;
  for (int i = 0; i != count; ++i) module instance;
  const auto each = (std::chrono::steady_clock::now() - begin) / count;
  CHECK_OF(std::to_string(each.count()) + " ns", each < std::chrono::milliseconds(1));
}

CLAIM(ten_thousand_live_side_by_side) {
  constexpr std::uint32_t count = 10'000;
  const int before = lines_of_maps();
  std::vector<module> instances(count);
  for (std::uint32_t i = 0; i != count; ++i) instances[i].set(i + 1);
  for (std::uint32_t i = 0; i != count; ++i) CHECK(instances[i].get() == 3 * (i + 1));
  CHECK_TRAP(out_of_bounds_memory_access, instances[count - 1].memory_beyond());
  const int mappings = lines_of_maps() - before;
  CHECK_OF(std::to_string(mappings) + " mappings", mappings <= static_cast<int>(3 * count));
}

/// Of rule_12_instances_large_data, but for what was written since.
std::uint32_t byte_at(std::uint32_t address) {
  constexpr std::uint32_t place = 1000, size = 600'000;
  constexpr char over[] = "over";
  if (address == 300'000) return 255;
  if (address >= 8192 && address < 8196) return static_cast<unsigned char>(over[address - 8192]);
  return address >= place && address < place + size ? (address - place) % 251 : 0;
}

bool is_as_described(large_module& instance, std::uint32_t except = ~0u) {
  const auto bytes = instance.memory().bytes();
  for (std::uint32_t i = 0; i != bytes.size(); ++i)
    if (i != except && std::to_integer<std::uint32_t>(bytes[i]) != byte_at(i)) return false;
  return bytes.size() == 10 * 65536;
}

CLAIM(large_data_is_each_instances_own) {
  std::vector<large_module> instances(50);
  for (std::uint32_t i = 0; i != 50; ++i) instances[i].store(i * 12'000 + 1, 7);
  for (std::uint32_t i = 0; i != 50; ++i) {
    CHECK(instances[i].load(i * 12'000 + 1) == 7);
    CHECK(is_as_described(instances[i], i * 12'000 + 1));
  }
  large_module later;
  CHECK(is_as_described(later));
}

CLAIM(large_data_survives_a_fork) {
  large_module first, second;
  const pid_t child = fork();
  if (child == 0) {
    second.store(100'000, 1);
    large_module third;
    _exit(is_as_described(second, 100'000) && is_as_described(third) && second.load(100'000) == 1 ? 0 : 1);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  large_module fourth;
  CHECK(is_as_described(first) && is_as_described(second) && is_as_described(fourth));
}

CLAIM(threads_make_use_and_drop_instances_at_once) {
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t != 4; ++t) {
    threads.emplace_back([t] {
      for (std::uint32_t i = 0; i != 200; ++i) {
        module instance;
        CHECK(instance.memory().read_string(16, 7) == "initial" && instance.g().get() == 5);
        instance.set(t * 1000 + i);
        std::this_thread::yield();
        CHECK(instance.get() == 3 * (t * 1000 + i));
        if (i % 20 == 0) CHECK_TRAP(out_of_bounds_memory_access, instance.memory_beyond());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

CLAIM(an_instance_may_be_made_on_one_thread_and_used_on_another) {
  module instance;
  instance.set(7);
  std::uint32_t found = 0;
  std::thread([&] {
    found = instance.get();
    CHECK_TRAP(out_of_bounds_memory_access, instance.memory_beyond());
  }).join();
  CHECK(found == 21);
}

}  // namespace rule_12

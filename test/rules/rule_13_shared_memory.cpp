// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 13: a race between guests over a shared memory is legal Wasm, and no undefined behaviour of the C++: nothing is
// torn, lost, moved out of a loop or cached. test/threads says the same of much more, under the thread sanitizer too.
#include <atomic>
#include <thread>
#include <vector>

#include "claims.hpp"
#include "rule_13_shared_memory.hpp"

namespace rule_13 {

constexpr char rule[] = "rule_13_shared_memory";
using wasm2cpp::value;

wasm2cpp::memory shared_memory() { return wasm2cpp::memory{{.min = 1, .max = 4, .is_shared = true}}; }

/// An instance of its own over `memory`, for one thread.
rule_13_shared_memory::instance over(const wasm2cpp::memory& memory) {
  return rule_13_shared_memory::instance{{.host = {.memory = memory}}};
}

void call(const wasm2cpp::memory& memory, const char* name, std::initializer_list<value> arguments) {
  rule_13_shared_memory::instance instance = over(memory);
  handle_of(instance).call(name, arguments);
}

CLAIM(a_plain_aligned_word_is_never_torn) {
  const wasm2cpp::memory memory = shared_memory();
  std::vector<std::thread> writers;
  for (const std::uint32_t word : {0x11111111u, 0x22222222u})
    writers.emplace_back([&memory, word] { call(memory, "store whole words", {value(word), value(200'000u)}); });
  rule_13_shared_memory::instance reader = over(memory);
  for (int i = 0; i < 20'000; ++i) {
    const auto word = handle_of(reader).call("load a word", {}).at(0).get<std::uint32_t>();
    CHECK(word == 0 || word == 0x11111111u || word == 0x22222222u);
  }
  for (std::thread& writer : writers) writer.join();
}

CLAIM(no_atomic_addition_is_lost) {
  const wasm2cpp::memory memory = shared_memory();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&memory] { call(memory, "count", {value(50'000u)}); });
  for (std::thread& thread : threads) thread.join();
  CHECK(memory.read<std::uint32_t>(0) == 200'000u);
}

CLAIM(a_plain_load_in_a_loop_is_read_again) {
  const wasm2cpp::memory memory = shared_memory();
  std::atomic<bool> has_ended = false;
  std::thread waiter([&] {
    call(memory, "wait in a plain loop", {});
    has_ended = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(!has_ended);
  call(memory, "set", {});
  waiter.join();
  CHECK(has_ended);
}

CLAIM(ranges_race_with_ranges) {
  const wasm2cpp::memory memory = shared_memory();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&memory] { call(memory, "fill and copy", {value(2'000u)}); });
  for (std::thread& thread : threads) thread.join();
  for (std::uint32_t at = 1024; at < 1280; ++at) CHECK(memory.read<std::uint8_t>(at) == 1);
}

CLAIM(growth_is_seen_by_who_loads) {
  const wasm2cpp::memory memory = shared_memory();
  rule_13_shared_memory::instance reader = over(memory);
  const auto load = [&] { handle_of(reader).call("load", {value(65'536u)}); };
  CHECK_TRAP(out_of_bounds_memory_access, load());
  std::thread([&memory] { call(memory, "grow", {}); }).join();
  CHECK(claims::outcome_of(load) == "no trap");
}

}  // namespace rule_13

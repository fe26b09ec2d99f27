// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host pays that is not the guest's own work: calls over the boundary, both ways; instances made, dropped and
// kept; growth; a view's elements. Each row has a plain C++ one beside it where there is something to compare with.
//
//     host_to_guest        one call of an export that adds 1       direct_call   of a C++ function that adds 1
//     guest_to_host        one call of an import that adds 1       guest_to_guest
//     instance_small       made and dropped: a page, a table       instance_large   10 MB of data
//     …_beside/alive:N     one more while so many live, and how many mappings those take
//     grow/N               by a page, in a memory of N MiB
//     view_…, raw_…        4,096 words, read or written
//
// Modules: calls.wat, small.wat, and large, which `run` writes. Times are of the processor.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <vector>

#include "calls.hpp"
#include "large.hpp"
#include "small.hpp"

namespace {

[[gnu::noinline]] std::uint32_t direct_next(std::uint32_t x) {
  asm volatile("");  // so that no copy is made for a caller, nor the call moved out of a loop
  return x + 1;
}

calls::instance make_calls() {
  return calls::instance{{.env = {.next = [](std::uint32_t x) { return x + 1; }}}};
}

// ---- calls

void direct_call(benchmark::State& state) {
  std::uint32_t x = 0;
  for (auto _ : state) benchmark::DoNotOptimize(x = direct_next(x));
}
BENCHMARK(direct_call);

void host_to_guest(benchmark::State& state) {
  calls::instance instance = make_calls();
  std::uint32_t x = 0;
  for (auto _ : state) benchmark::DoNotOptimize(x = instance.next(x));
}
BENCHMARK(host_to_guest);

constexpr std::uint32_t calls_at_once = 10'000;  // in one guest function, so that the time to enter it does not count

/// `made` are the calls so far: the time shown is that of one.
template <class Run>
void measure_calls(benchmark::State& state, Run run) {
  while (state.KeepRunningBatch(calls_at_once))
    if (run() != calls_at_once) state.SkipWithError("wrong result");
}

void direct_calls(benchmark::State& state) {
  measure_calls(state, [] {
    std::uint32_t x = 0;
    for (std::uint32_t n = calls_at_once; n != 0; --n) x = direct_next(x);
    return x;
  });
}
BENCHMARK(direct_calls);

void guest_to_guest(benchmark::State& state) {
  calls::instance instance = make_calls();
  measure_calls(state, [&] { return instance.call_guest(calls_at_once); });
}
BENCHMARK(guest_to_guest);

void guest_to_host(benchmark::State& state) {
  calls::instance instance = make_calls();
  measure_calls(state, [&] { return instance.call_host(calls_at_once); });
}
BENCHMARK(guest_to_host);

// ---- instances

template <class Instance>
void use(Instance& instance) {
  benchmark::DoNotOptimize(instance.count());
}

template <class Instance>
void make_and_drop(benchmark::State& state) {
  { Instance first, second; }  // what is made once for all
  for (auto _ : state) {
    Instance instance;
    use(instance);
  }
}
BENCHMARK(make_and_drop<small::instance>)->Name("instance_small");
BENCHMARK(make_and_drop<large::instance>)->Name("instance_large");

double mappings() {
  std::ifstream maps("/proc/self/maps");
  return double(std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

template <class Instance>
void make_beside_others(benchmark::State& state) {
  const double before = mappings();
  std::vector<Instance> alive(std::size_t(state.range(0)));
  for (Instance& instance : alive) use(instance);
  state.counters["mappings"] = mappings() - before;
  for (auto _ : state) {
    Instance instance;
    use(instance);
  }
}
BENCHMARK(make_beside_others<small::instance>)->Name("instance_small_beside")->ArgName("alive")->Arg(10'000);
BENCHMARK(make_beside_others<large::instance>)->Name("instance_large_beside")->ArgName("alive")->Arg(100);

template <class Instance>
void make_many(benchmark::State& state) {
  const auto count = benchmark::IterationCount(state.range(0));
  while (state.KeepRunningBatch(count)) {
    std::vector<Instance> alive(std::size_t(state.range(0)));
    for (Instance& instance : alive) use(instance);
  }
}
BENCHMARK(make_many<small::instance>)->Name("instances_small_together")->ArgName("count")->Arg(10'000);

// ---- growth

void grow(benchmark::State& state) {
  const auto pages = std::uint64_t(state.range(0)) * 16;
  constexpr std::uint64_t most = 65'536, steps = 64;  // a memory is given up before it is full
  while (state.KeepRunningBatch(steps)) {
    state.PauseTiming();
    auto instance = std::make_unique<calls::instance>(make_calls());
    instance->memory().grow(pages - 1);
    state.ResumeTiming();
    for (std::uint64_t i = 0; i != steps; ++i)
      if (instance->grow(1) == ~std::uint32_t{0}) return state.SkipWithError("refused");
    state.PauseTiming();
    instance.reset();
    state.ResumeTiming();
  }
  static_assert(steps + 1024 * 16 < most);
}
BENCHMARK(grow)->ArgName("MiB")->Arg(1)->Arg(1024);

// ---- views

constexpr std::size_t words = 4096;

wasm2cpp::memory filled_memory() {
  wasm2cpp::memory memory{{.min = 1}};
  for (std::uint32_t i = 0; i != words; ++i) memory.write(i * 4, i * 2'654'435'761u);
  return memory;
}

template <class Body>
void over_words(benchmark::State& state, Body body) {
  const wasm2cpp::memory memory = filled_memory();
  for (auto _ : state) body(memory);
  state.SetBytesProcessed(std::int64_t(state.iterations()) * std::int64_t(words * 4));
}

std::uint32_t* raw_words(const wasm2cpp::memory& memory) {
  std::uint32_t* p = reinterpret_cast<std::uint32_t*>(memory.bytes().data());
  benchmark::DoNotOptimize(p);
  return p;
}

void raw_sum(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const std::uint32_t* const p = raw_words(memory);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i != words; ++i) sum += p[i];
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(raw_sum);

void view_sum(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    std::uint32_t sum = 0;
    for (const std::uint32_t word : view) sum += word;
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(view_sum);

void view_sum_by_index(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < view.size(); ++i) sum += view[i];
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(view_sum_by_index);

/// A compiler has to find out by itself that the index stays below.
void view_sum_until(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i != view.size(); ++i) sum += view[i];
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(view_sum_until);

void raw_update(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    std::uint32_t* const p = raw_words(memory);
    for (std::size_t i = 0; i != words; ++i) p[i] = p[i] * 3 + 1;
    benchmark::ClobberMemory();
  });
}
BENCHMARK(raw_update);

void view_update(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    for (std::size_t i = 0; i < view.size(); ++i) view[i] = view[i] * 3 + 1;
    benchmark::ClobberMemory();
  });
}
BENCHMARK(view_update);

void view_update_until(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    for (std::size_t i = 0; i != view.size(); ++i) view[i] = view[i] * 3 + 1;
    benchmark::ClobberMemory();
  });
}
BENCHMARK(view_update_until);

/// Each step needs the one before: no vectors, so that what a single access costs is seen.
void raw_chase(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const std::uint32_t* const p = raw_words(memory);
    std::uint32_t at = 0;
    for (std::size_t i = 0; i != words; ++i) at = (p[at] + std::uint32_t(i)) % words;
    benchmark::DoNotOptimize(at);
  });
}
BENCHMARK(raw_chase);

void view_chase(benchmark::State& state) {
  over_words(state, [](const wasm2cpp::memory& memory) {
    const auto view = memory.view<std::uint32_t>(0, words);
    std::uint32_t at = 0;
    for (std::size_t i = 0; i != words; ++i) at = (view[at] + std::uint32_t(i)) % words;
    benchmark::DoNotOptimize(at);
  });
}
BENCHMARK(view_chase);

}  // namespace

BENCHMARK_MAIN();

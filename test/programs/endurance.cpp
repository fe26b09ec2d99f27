// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs WASI commands in one process over and over, each in a thread of its own and each time with a new host object and a
// new instance, and watches memory and descriptors:
//
//     endurance SECONDS THREADS.json
//
// THREADS.json is a list of configurations as of ../wasi/driver, with "name" and optionally "stdin". A command must end and print as it did
// the first time. What the process has is noted after a fifth of the time, and may not have grown at the end: not by a single
// descriptor, and by no more than a twentieth of its resident memory.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>
#include <wasm2cpp/wasi.hpp>

#include "programs.hpp"

namespace {

using json = nlohmann::ordered_json;
using clock_type = std::chrono::steady_clock;

const wasm2cpp::module_description& description(const std::string& name) {
  for (const commands::Program* program = commands::programs; program->name; ++program)
    if (program->name == name) return program->description();
  throw std::runtime_error("no command " + name);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Outcome {
  std::uint32_t status = 0;
  std::string printed;
  bool operator==(const Outcome&) const = default;
};

Outcome run_once(const json& given) {
  Outcome outcome;
  wasm2cpp::wasi_options options;
  for (const auto& argument : given.at("argv")) options.arguments.push_back(argument);
  for (const auto& [name, value] : given.at("env").items()) options.environment.emplace_back(name, value);
  for (const auto& folder : given.at("preopens")) options.directories.push_back({.host = folder[1], .guest = folder[0]});
  if (given.contains("stdin")) options.standard_input = wasm2cpp::wasi_stream::from_string(text_of(given["stdin"]));
  options.standard_output = wasm2cpp::wasi_stream::to_string(outcome.printed);
  options.standard_error = wasm2cpp::wasi_stream::to_string(outcome.printed);
  wasm2cpp::wasi_host wasi(options);
  wasm2cpp::linker linker;
  wasi.define(linker);
  commands::define_others(linker);
  outcome.status = wasi.start(linker.instantiate(description(given.at("name"))));
  return outcome;
}

std::atomic<bool> has_failed = false;

void run_again_and_again(const json& given, clock_type::time_point end, std::atomic<unsigned>& count) {
  try {
    const Outcome first = run_once(given);
    for (count = 1; clock_type::now() < end && !has_failed; ++count)
      if (run_once(given) != first) throw std::runtime_error("it ended or printed otherwise than the first time");
  } catch (const std::exception& error) {
    std::printf("FAIL %s: %s\n", given.at("name").get<std::string>().c_str(), error.what());
    has_failed = true;
  }
}

struct Holdings {
  long megabytes = 0;
  long descriptors = 0;
};

Holdings holdings() {
  Holdings held;
  long pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  held.megabytes = resident * ::sysconf(_SC_PAGESIZE) >> 20;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++held.descriptors;
  return held;
}

/// The least of some seconds: what is held in the middle of a run comes and goes.
Holdings least_holdings(clock_type::time_point until) {
  Holdings least = holdings();
  while (clock_type::now() < until && !has_failed) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const Holdings now = holdings();
    least = {std::min(least.megabytes, now.megabytes), std::min(least.descriptors, now.descriptors)};
  }
  return least;
}

int run(std::chrono::seconds time, const json& configurations) {
  const clock_type::time_point start = clock_type::now(), end = start + time;
  std::vector<std::atomic<unsigned>> counts(configurations.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < counts.size(); ++i)
    threads.emplace_back([&, i] { run_again_and_again(configurations[i], end, counts[i]); });
  std::this_thread::sleep_until(start + time / 10);
  const Holdings before = least_holdings(start + time / 5);
  std::this_thread::sleep_until(end - time / 10);
  const Holdings after = least_holdings(end);
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < counts.size(); ++i)
    std::printf("%s: %u runs\n", configurations[i].at("name").get<std::string>().c_str(), counts[i].load());
  std::printf("least held: %ld MB and %ld descriptors early, %ld MB and %ld descriptors late\n", before.megabytes,
              before.descriptors, after.megabytes, after.descriptors);
  const bool has_grown = after.descriptors > before.descriptors || after.megabytes > before.megabytes + before.megabytes / 20;
  return has_failed || has_grown;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: endurance SECONDS THREADS.json\n", stderr), 2;
  std::ifstream file(argv[2], std::ios::binary);
  return run(std::chrono::seconds(std::stoi(argv[1])), json::parse(file));
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the loops of generate_loops.py from every awkward first address and counter, and compares with a model that does
// the same one iteration at a time, with numbers of 32 bits: the result, the bytes written, and whether it traps.
//
//     loops                prints what is wrong, and how many runs were right and wrong
//
// After a trap, memory is compared in checked mode only: guard mode may have written less or more (rule 10).
#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

#include "loops32.hpp"

namespace {

using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr u64 sizes[] = {1, 65536};  // pages
constexpr u32 starts[] = {0,     1,          9,          100,        60000,      65500,
                          65536, 0x7ffffff0, 0xffff8000, 0xffffff00, 0xfffffff0, 0xffffffff};
constexpr u32 first_counts[] = {0, 5, 100, 0x7ffffffa, 0x80000003, 0xfffffff9};
constexpr u32 iterations[] = {1, 2, 3, 17, 300};
#if defined(WASM2CPP_CHECKED)
constexpr bool is_exact = true;
#else
constexpr bool is_exact = false;
#endif
constexpr unsigned most_iterations = 2000;  // a run that would be longer is not tried

struct Loop {
  std::string name, shape, test;
  u32 step = 0, add = 0;
};

Loop parse(const std::string& name) {
  char shape[16] = "", test[8] = "";
  int step = 0, add = 0;
  if (std::sscanf(name.c_str(), "%15s step=%d add=%d test=%7s", shape, &step, &add, test) != 4)
    throw std::runtime_error("an export with the name " + name);
  return {name, shape, test, u32(step), u32(add)};
}

/// What the specification says of a run.
struct Model {
  u64 size;  // bytes
  std::map<u32, unsigned char> written = {};
  bool traps = false;
  bool is_too_long = false;
  u32 result = 0;

  void run(const Loop& loop, u32 p, u32 i, u32 n) {
    if (loop.shape == "unrolled" || loop.shape == "offsets") return run_unrolled(loop, p, i, n);
    if (loop.shape == "apart") return run_apart(loop, p, i, n);
    u32 a = 0;
    for (unsigned k = 0;; ++k) {
      if (k == most_iterations) return void(is_too_long = true);
      const std::optional<unsigned char> byte = load(load_address(loop, p, i));
      if (!byte) return void(traps = true);
      a = a * 31 + *byte + i;
      if ((a & 255) == 77) break;
      if (loop.shape == "skipping" ? (a & 1) == 1 : loop.shape != "chosen" || (a & 3) == 1) {
        if (!store(store_address(loop, p, i, n), static_cast<unsigned char>(a))) return void(traps = true);
      }
      p += loop.step;
      const u32 compared = loop.shape == "early" ? i : i + loop.add;
      i += loop.add;
      if (!repeats(loop.test, compared, n)) break;
    }
    result = a + p + i;
  }

 private:
  void run_unrolled(const Loop& loop, u32 p, u32 i, u32 n) {
    const bool wraps = loop.shape == "unrolled";
    const u32 half = u32(std::int32_t(loop.step) / 2);
    for (unsigned k = 0;; ++k) {
      if (k == most_iterations) return void(is_too_long = true);
      if (!copy(p) || !copy(wraps ? u32(p + half) : u64(p) + half)) return void(traps = true);
      p += loop.step;
      i += loop.add;
      if (!repeats(loop.test, i, n)) break;
    }
    result = (wraps ? p - loop.step + half : 0) + p + i;
  }

  void run_apart(const Loop& loop, u32 p, u32 i, u32 n) {
    u32 q = p + 512;
    for (unsigned k = 0;; ++k) {
      if (k == most_iterations) return void(is_too_long = true);
      const std::optional<unsigned char> byte = load(p);
      if (!byte || !store(q, static_cast<unsigned char>(7 + *byte + i))) return void(traps = true);
      p += loop.step;
      q += loop.add;
      i += loop.add;
      if (!repeats(loop.test, i, n)) break;
    }
    result = q + p + i;
  }

  bool copy(u64 p) {
    const std::optional<unsigned char> first = load(p), second = load(p + 3);
    return first && second && store(p + 64, static_cast<unsigned char>(7 + *first + *second));
  }

  static u64 load_address(const Loop& loop, u32 p, u32 i) {
    if (loop.shape == "offset") return u32(p + 3);
    return loop.shape == "indexed" ? u32(p + (i << 3)) : p;
  }

  static u64 store_address(const Loop& loop, u32 p, u32 i, u32 n) {
    if (loop.shape == "fixed") return n;
    if (loop.shape == "constant") return 40;
    if (loop.shape == "offset") return u64(p) + 5;
    if (loop.shape == "indexed") return u32(p + i * 3);
    return u32(loop.shape == "plain" ? p + 16 : loop.shape == "below" ? p - 8 : p + 4);
  }

  static bool repeats(const std::string& test, u32 i, u32 n) {
    const auto signed_i = std::int32_t(i), signed_n = std::int32_t(n);
    if (test == "ne") return i != n;
    if (test == "eq") return i == n;
    if (test == "lt_u") return i < n;
    if (test == "le_u") return i <= n;
    if (test == "gt_u") return i > n;
    if (test == "lt_s") return signed_i < signed_n;
    if (test == "ge_s") return signed_i >= signed_n;
    if (test == "gt_s") return signed_i > signed_n;
    throw std::runtime_error("a test with the name " + test);
  }

  std::optional<unsigned char> load(u64 address) const {
    if (address >= size) return std::nullopt;
    const auto place = written.find(u32(address));
    return place == written.end() ? 0 : place->second;
  }

  bool store(u64 address, unsigned char byte) {
    if (address < size) written[u32(address)] = byte;
    return address < size;
  }
};

/// An instance over a memory of zeros, until a run has trapped.
class Instance {
 public:
  explicit Instance(u64 pages)
      : memory_({.min = pages}), instance_(wasm2cpp::instantiate(loops32::description(), {memory_})) {}

  std::vector<Loop> loops() const {
    std::vector<Loop> loops;
    for (const wasm2cpp::export_info& exported : instance_.exports())
      loops.push_back(parse(std::string(exported.name)));
    return loops;
  }

  bool is_used_up() const { return is_used_up_; }

  /// What is wrong, if anything.
  std::string run(const Loop& loop, const Model& model, u32 p, u32 i, u32 n) {
    using wasm2cpp::value;
    try {
      const std::vector<value> results = instance_.call(loop.name, {value(p), value(i), value(n)});
      const bool is_as_before = clear(model);
      if (model.traps) return "did not trap";
      if (results.at(0).get<u32>() != model.result) return "another result";
      return is_as_before ? "" : "wrote other bytes";
    } catch (const wasm2cpp::trap& trap) {
      is_used_up_ = true;
      const bool is_wanted = model.traps && trap.kind() == wasm2cpp::trap_kind::out_of_bounds_memory_access;
      if (!is_wanted) return std::string("trapped: ") + trap.what();
      return !is_exact || clear(model) ? "" : "wrote other bytes before it trapped";
    }
  }

 private:
  /// Whether the bytes written, and those behind them, are the model's. Makes them zeros.
  bool clear(const Model& model) {
    const auto bytes = memory_.bytes();
    bool is_right = true;
    for (const auto& [address, byte] : model.written) {
      is_right &= bytes[address] == std::byte{byte};
      bytes[address] = std::byte{0};
    }
    for (const auto& [address, byte] : model.written)
      is_right &= u64{address} + 1 == bytes.size() || bytes[address + 1] == std::byte{0};
    return is_right;
  }

  wasm2cpp::memory memory_;
  wasm2cpp::module_instance instance_;
  bool is_used_up_ = false;
};

class Runs {
 public:
  explicit Runs(u64 pages) : pages_(pages), instance_(std::in_place, pages) {}

  void all() {
    for (const Loop& loop : instance_->loops())
      for (const u32 p : starts)
        for (const u32 i : first_counts)
          for (const u32 k : iterations) one(loop, p, i, i + loop.add * k);
  }

  static inline unsigned long right = 0, wrong = 0, too_long = 0;

 private:
  void one(const Loop& loop, u32 p, u32 i, u32 n) {
    Model model{.size = pages_ * 65536};
    model.run(loop, p, i, n);
    if (model.is_too_long) return void(++too_long);
    const std::string what = instance_->run(loop, model, p, i, n);
    if (what.empty())
      ++right;
    else if (++wrong <= 20)
      std::printf("FAIL %s, from %u, counting from %u to %u, memory of %llu pages: %s\n", loop.name.c_str(), p, i, n,
                  static_cast<unsigned long long>(pages_), what.c_str());
    if (instance_->is_used_up()) instance_.emplace(pages_);
  }

  u64 pages_;
  std::optional<Instance> instance_;
};

}  // namespace

int main() {
  try {
    for (const u64 pages : sizes) Runs(pages).all();
  } catch (const std::exception& error) {
    std::printf("FAIL %s\n", error.what());
    ++Runs::wrong;
  }
  std::printf("%lu runs would be too long\n%lu passed, %lu failed\n", Runs::too_long, Runs::right, Runs::wrong);
  return Runs::wrong == 0 ? 0 : 1;
}

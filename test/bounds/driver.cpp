// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks every load and store of the generated modules over every address near the edges of a memory, and compares with
// what the specification says of it (section 4.6.7, "Memory Instructions"): with ea = address + static offset in
// unbounded arithmetic, an access of N bytes traps if ea + N exceeds the memory's size, and else reads or writes exactly
// the bytes [ea, ea + N). A store that traps writes nothing. An atomic access traps if ea is no multiple of N.
//
//     driver bounds32|bounds64|…    prints what is wrong, and how many accesses were right and wrong
//
// Nothing is known here about the instructions but their names, which the exports carry: "i64.load16_s offset=65535".
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

#include "bounds32.hpp"
#include "bounds64.hpp"
#include "bytes32.hpp"
#include "second32.hpp"
#include "sharing32.hpp"
#include "sharing64.hpp"

namespace {

using Wide = unsigned __int128;

constexpr std::uint64_t page = 65536;
constexpr std::uint64_t sizes[] = {0, page, 2 * page, 65536 * page};  // in bytes
constexpr std::uint64_t sizes_of_bytes[] = {0, 1, 7, 4097, page + 5};  // where a page is a byte

/// How emitted code reaches the memory.
struct Setting {
  const wasm2cpp::module_description& module;
  bool is_64 = false;
  bool is_second = false;
  bool is_shared = false;
  bool has_bytes_as_pages = false;
};
constexpr int reach = 20;  // addresses on each side of an edge

struct Access {
  std::string name;   // of the export
  std::string type;   // of the value: "i32", …, "v128"
  bool is_store = false;
  bool is_signed = false;
  bool has_lane = false;
  bool is_atomic = false;
  unsigned width = 0;       // bytes accessed
  unsigned lane_width = 0;  // bytes of a vector's lane, made of fewer in memory if they are extended
  std::uint64_t offset = 0;
};

/// "i64.load16_s offset=65535"
Access parse(std::string_view name) {
  Access access;
  access.name = name;
  const std::size_t dot = name.find('.');
  access.type = name.substr(0, dot);
  access.is_atomic = name.substr(dot + 1, 7) == "atomic.";
  const std::size_t verb = dot + 1 + (access.is_atomic ? 7 : 0);
  access.is_store = name.substr(verb, 5) == "store";
  access.has_lane = name.find("_lane") != std::string_view::npos;
  access.is_signed = name.find("_s ") != std::string_view::npos;
  const char* const bits = access.name.c_str() + verb + (access.is_store ? 5 : 4);
  const unsigned long narrow = std::strtoul(bits, nullptr, 10);
  access.width = static_cast<unsigned>(narrow != 0 ? narrow : std::stoul(access.type.substr(1))) / 8;
  access.lane_width = access.width;
  if (name.find('x') != std::string_view::npos) access.width = 8;  // "8x8"
  access.offset = std::stoull(access.name.substr(access.name.find('=') + 1));
  return access;
}

/// Addresses whose sum with the offset comes near the memory's end or its start, and the edges of the address type.
std::set<std::uint64_t> addresses(std::uint64_t size, std::uint64_t offset, bool is_64) {
  const std::uint64_t largest = is_64 ? ~std::uint64_t{0} : 0xffff'ffffu;
  std::set<std::uint64_t> found;
  for (const std::uint64_t edge : {size - offset, 0 - offset, std::uint64_t{0}, size, std::uint64_t{1} << 31, largest})
    for (int i = -reach; i <= reach; ++i) found.insert((edge + static_cast<std::uint64_t>(i)) & largest);
  return found;
}

class Walk {
 public:
  Walk(const Setting& setting, std::uint64_t size) : is_64_(setting.is_64), memory_(options(setting, size)), size_(size) {
    std::vector<wasm2cpp::external> imports;
    if (setting.is_second) imports.push_back(wasm2cpp::memory({.min = 3}));
    imports.push_back(memory_);
    instance_ = wasm2cpp::instantiate(setting.module, imports);
    fill();
  }

  void run() {
    for (const wasm2cpp::export_info& exported : instance_.exports()) {
      const Access access = parse(exported.name);
      for (const std::uint64_t address : addresses(size_, access.offset, is_64_)) try_access(access, address);
    }
  }

  static inline unsigned long right = 0, wrong = 0;

 private:
  static wasm2cpp::memory_options options(const Setting& setting, std::uint64_t size) {
    wasm2cpp::memory_options options;
    options.min = setting.has_bytes_as_pages ? size : size / page;
    options.is_64 = setting.is_64;
    options.is_shared = setting.is_shared;
    if (setting.is_shared) options.max = 65536;
    if (setting.has_bytes_as_pages) options.page_bits = 0;
    return options;
  }

  static constexpr std::uint64_t margin = 64;  // bytes at both ends that are watched; more than an access reaches

  unsigned char pattern(std::uint64_t at) const { return static_cast<unsigned char>(at * 7 + 0x83); }

  /// The watched bytes: the first and the last of the memory.
  std::vector<std::uint64_t> watched() const {
    std::vector<std::uint64_t> places;
    for (std::uint64_t i = 0; i < margin && i < size_; ++i) places.insert(places.end(), {i, size_ - 1 - i});
    return places;
  }
  void fill() {
    for (const std::uint64_t at : watched()) memory_.write<unsigned char>(at, pattern(at));
  }

  /// Whether the watched bytes are as before, but for `width` at `begin`, which hold `value`. Restores them.
  bool only_changed(std::uint64_t begin, unsigned width, const std::array<unsigned char, 16>& value) {
    bool is_right = true;
    for (const std::uint64_t at : watched()) {
      const bool is_written = at >= begin && at - begin < width;
      const unsigned char expected = is_written ? value[at - begin] : pattern(at);
      is_right = memory_.read<unsigned char>(at) == expected && is_right;
    }
    fill();
    return is_right;
  }

  /// What is in memory; bytes that are not watched are zero.
  unsigned char byte_at(std::uint64_t at) const { return at < margin || size_ - at <= margin ? pattern(at) : 0; }

  /// What a load of bytes at `begin` gives, as bits of the value's type.
  std::uint64_t loaded(const Access& access, std::uint64_t begin) const {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < access.width; ++i) bits |= std::uint64_t{byte_at(begin + i)} << (8 * i);
    const unsigned unused = 64 - 8 * access.width;
    if (access.is_signed) bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(bits << unused) >> unused);
    return access.type[1] == '3' ? bits & 0xffff'ffffu : bits;
  }

  /// The same of a vector. The operand of a lane access has `stored` bytes in the other lanes.
  wasm2cpp::v128 loaded_vector(const Access& access, std::uint64_t begin) const {
    const bool is_extended = access.width == 8 && access.lane_width != 8;
    const bool is_splat = access.name.find("splat") != std::string::npos;
    wasm2cpp::v128 vector = access.has_lane ? stored_vector() : wasm2cpp::v128();
    for (unsigned i = 0; i < 16; ++i) {
      const unsigned wide = 2 * access.lane_width, in_lane = i % wide;
      const std::uint64_t lane_begin = begin + i / wide * access.lane_width;
      const bool is_negative = access.is_signed && byte_at(lane_begin + access.lane_width - 1) >= 0x80;
      unsigned char byte = i < access.width ? byte_at(begin + i) : 0;
      if (is_splat) byte = byte_at(begin + i % access.width);
      if (is_extended) byte = in_lane < access.lane_width ? byte_at(lane_begin + in_lane) : is_negative ? 0xff : 0;
      if (access.has_lane && i < 16 - access.width) continue;
      if (access.has_lane) byte = byte_at(begin + i - (16 - access.width));
      vector.set_lane<std::uint8_t>(i, byte);
    }
    return vector;
  }

  static constexpr std::uint64_t stored = 0x1122334455667788u, stored_high = 0x99aabbccddeeff01u;
  /// Its low half is what the other stores store.
  static wasm2cpp::v128 stored_vector() { return wasm2cpp::v128::of<std::uint64_t>(stored, stored_high); }

  static wasm2cpp::value value_of(const std::string& type, std::uint64_t bits) {
    wasm2cpp::guest::untyped_value untyped{};
    if (type[1] == '3') untyped.set(static_cast<std::uint32_t>(bits));
    else untyped.set(bits);
    const bool is_float = type[0] == 'f', is_narrow = type[1] == '3';
    using wasm2cpp::value_kind;
    return {is_float ? (is_narrow ? value_kind::f32 : value_kind::f64) : (is_narrow ? value_kind::i32 : value_kind::i64),
            untyped};
  }

  void try_access(const Access& access, std::uint64_t address) {
    const Wide effective = Wide{address} + access.offset;
    const bool is_unaligned = access.is_atomic && effective % access.width != 0;
    const bool must_trap = is_unaligned || effective + access.width > size_;
    const auto wanted = is_unaligned ? wasm2cpp::trap_kind::unaligned_atomic
                                     : wasm2cpp::trap_kind::out_of_bounds_memory_access;
    const auto begin = static_cast<std::uint64_t>(effective);
    std::vector<wasm2cpp::value> arguments = {value_of(is_64_ ? "i64" : "i32", address)};
    const bool is_vector = access.type == "v128";
    if (is_vector && (access.is_store || access.has_lane)) arguments.emplace_back(stored_vector());
    else if (access.is_store) arguments.push_back(value_of(access.type, stored));
    std::string what;
    try {
      const std::vector<wasm2cpp::value> results = instance_.call(access.name, arguments);
      if (must_trap) what = "did not trap";
      else if (!access.is_store && !is_right(results.at(0), access, begin)) what = "read other bytes";
    } catch (const wasm2cpp::trap& trap) {
      if (!must_trap) what = std::string("trapped: ") + trap.what();
      else if (trap.kind() != wanted) what = std::string("wrong trap: ") + trap.what();
    }
    if (access.is_store && !only_changed(begin, must_trap ? 0 : access.width, written(access))) what += " wrote other bytes";
    if (what.empty()) {
      ++right;
    } else if (++wrong <= 20) {
      std::printf("FAIL %s, address %llu, memory of %llu bytes: %s\n", access.name.c_str(),
                  static_cast<unsigned long long>(address), static_cast<unsigned long long>(size_), what.c_str());
    }
  }

  bool is_right(const wasm2cpp::value& result, const Access& access, std::uint64_t begin) const {
    if (access.type == "v128") return result.get<wasm2cpp::v128>() == loaded_vector(access, begin);
    return result.bits().get<std::uint64_t>() == loaded(access, begin);
  }

  /// The bytes that a store writes, the first of them the lowest.
  static std::array<unsigned char, 16> written(const Access& access) {
    const std::array<std::uint8_t, 16> all = stored_vector().lanes<std::uint8_t>();
    std::array<unsigned char, 16> bytes{};
    for (unsigned i = 0; i < access.width; ++i) bytes[i] = all[access.has_lane ? 16 - access.width + i : i];
    return bytes;
  }

  bool is_64_;
  wasm2cpp::memory memory_;
  std::uint64_t size_;
  wasm2cpp::module_instance instance_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: driver MODULE\n", stderr), 2;
  const std::string module = argv[1];
  const std::map<std::string, Setting> settings = {
      {"bounds32", {.module = bounds32::description()}},
      {"bounds64", {.module = bounds64::description(), .is_64 = true}},
      {"second32", {.module = second32::description(), .is_second = true}},
      {"sharing32", {.module = sharing32::description(), .is_shared = true}},
      {"sharing64", {.module = sharing64::description(), .is_64 = true, .is_shared = true}},
      {"bytes32", {.module = bytes32::description(), .has_bytes_as_pages = true}},
  };
  try {
    const Setting& setting = settings.at(module);
    for (const std::uint64_t size : setting.has_bytes_as_pages ? std::span<const std::uint64_t>(sizes_of_bytes) : sizes)
      Walk(setting, size).run();
  } catch (const std::exception& error) {
    std::printf("FAIL %s: %s\n", module.c_str(), error.what());
    ++Walk::wrong;
  }
  std::printf("%lu passed, %lu failed\n", Walk::right, Walk::wrong);
  return Walk::wrong == 0 ? 0 : 1;
}

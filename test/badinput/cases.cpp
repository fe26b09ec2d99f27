// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the bad inputs are made; see cases.hpp. The generator is seeded with the case's number.
#include "cases.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

namespace badinput {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

void flip_bit(Bytes& bytes, Random& random) {
  bytes[below(random, bytes.size())] ^= static_cast<unsigned char>(1u << below(random, 8));
}

void set_byte(Bytes& bytes, Random& random) {
  static constexpr unsigned char telling[] = {0x00, 0x01, 0x02, 0x0b, 0x3f, 0x40, 0x5e, 0x5f, 0x60, 0x63, 0x64,
                                              0x6f, 0x70, 0x7e, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
  const bool is_random = below(random, 2) == 0;
  bytes[below(random, bytes.size())] =
      is_random ? static_cast<unsigned char>(random()) : telling[below(random, std::size(telling))];
}

/// Overwrites with a LEB128 number at the edge of its range, as counts and indices are attacked.
void write_number(Bytes& bytes, Random& random) {
  static const std::vector<Bytes> numbers = {
      {0xff, 0xff, 0xff, 0xff, 0x0f}, {0xff, 0xff, 0xff, 0xff, 0x07}, {0x80, 0x80, 0x80, 0x80, 0x08},
      {0x80, 0x80, 0x80, 0x80, 0x10}, {0xff, 0xff, 0x03},             {0x80, 0x80, 0x04},
      {0x80, 0x80, 0x80, 0x80, 0x80}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}};
  const Bytes& number = numbers[below(random, numbers.size())];
  const std::size_t at = below(random, bytes.size());
  for (std::size_t i = 0; i < number.size() && at + i < bytes.size(); ++i) bytes[at + i] = number[i];
}

void insert_byte(Bytes& bytes, Random& random) {
  const auto at = static_cast<std::ptrdiff_t>(below(random, bytes.size() + 1));
  bytes.insert(bytes.begin() + at, static_cast<unsigned char>(random()));
}

void erase_piece(Bytes& bytes, Random& random) {
  const std::size_t at = below(random, bytes.size());
  const std::size_t size = std::min(bytes.size() - at, 1 + below(random, 16));
  bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
}

void copy_piece(Bytes& bytes, Random& random) {
  const std::size_t from = below(random, bytes.size()), to = below(random, bytes.size());
  const std::size_t size = std::min(bytes.size() - std::max(from, to), 1 + below(random, 64));
  const Bytes piece(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                    bytes.begin() + static_cast<std::ptrdiff_t>(from + size));
  std::copy(piece.begin(), piece.end(), bytes.begin() + static_cast<std::ptrdiff_t>(to));
}

/// Half the mutations fall in the first kilobyte, where types, imports and counts are.
void mutate(Bytes& bytes, Random& random) {
  using Mutation = void (*)(Bytes&, Random&);
  static constexpr Mutation mutations[] = {flip_bit, set_byte, write_number, insert_byte, erase_piece, copy_piece};
  const std::size_t times = 1 + below(random, 8);
  for (std::size_t i = 0; i < times && !bytes.empty(); ++i) {
    const Mutation mutation = mutations[below(random, std::size(mutations))];
    if (below(random, 2) == 0 || bytes.size() <= 1024) {
      mutation(bytes, random);
      continue;
    }
    Bytes head(bytes.begin(), bytes.begin() + 1024);
    mutation(head, random);
    bytes.erase(bytes.begin(), bytes.begin() + 1024);
    bytes.insert(bytes.begin(), head.begin(), head.end());
  }
}

}  // namespace

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Cases::Cases(std::vector<std::string> refused, const std::vector<std::string>& modules, std::size_t prefix_stride,
             std::size_t mutations)
    : refused_(std::move(refused)), stride_(prefix_stride), mutations_(mutations), prefixes_end_(refused_.size()) {
  for (const std::string& path : modules) {
    modules_.push_back({path, read_file(path), prefixes_end_});
    prefixes_end_ += modules_.back().bytes.size() / stride_;
  }
  if (modules_.empty()) mutations_ = 0;
}

Bytes Cases::bytes(std::size_t number) const {
  if (number < refused_.size()) return read_file(refused_[number]);
  if (number < prefixes_end_) {
    const Bytes& whole = module_of_prefix(number).bytes;
    return Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(prefix_size(number)));
  }
  Bytes bytes = module_of_mutation(number).bytes;
  Random random(number - prefixes_end_);
  mutate(bytes, random);
  return bytes;
}

std::string Cases::name(std::size_t number) const {
  if (number < refused_.size()) return refused_[number];
  if (number < prefixes_end_) {
    return "prefix of " + std::to_string(prefix_size(number)) + " bytes of " + module_of_prefix(number).path;
  }
  return "mutation " + std::to_string(number - prefixes_end_) + " of " + module_of_mutation(number).path;
}

const Cases::Module& Cases::module_of_prefix(std::size_t number) const {
  std::size_t i = modules_.size() - 1;
  while (modules_[i].first_prefix > number) --i;
  return modules_[i];
}

std::size_t Cases::prefix_size(std::size_t number) const {
  return (number - module_of_prefix(number).first_prefix) * stride_;
}

const Cases::Module& Cases::module_of_mutation(std::size_t number) const {
  return modules_[(number - prefixes_end_) % modules_.size()];
}

}  // namespace badinput

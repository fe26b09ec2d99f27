// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SipHash (Aumasson and Bernstein, 2012), with one round per word and three at the end, as hash tables have it in Rust
// and Python. The last word holds the bytes that are left, and in its highest byte the length.
#include "keyed_hash.hpp"

#include <bit>
#include <random>

namespace translator {
namespace {

constexpr std::size_t word_size = 8;
constexpr int final_rounds = 3;

/// Little-endian, of at most eight bytes.
std::uint64_t word(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  return value;
}

class SipState {
 public:
  explicit SipState(HashKey key)
      : v0_(key.first ^ 0x736f6d6570736575),
        v1_(key.second ^ 0x646f72616e646f6d),
        v2_(key.first ^ 0x6c7967656e657261),
        v3_(key.second ^ 0x7465646279746573) {}

  void add(std::uint64_t word) {
    v3_ ^= word;
    round();
    v0_ ^= word;
  }

  std::uint64_t finish() {
    v2_ ^= 0xff;
    for (int i = 0; i < final_rounds; ++i) round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() {
    v0_ += v1_, v1_ = std::rotl(v1_, 13) ^ v0_, v0_ = std::rotl(v0_, 32);
    v2_ += v3_, v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_, v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_, v1_ = std::rotl(v1_, 17) ^ v2_, v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
};

HashKey random_key() {
  std::random_device device;
  const auto draw = [&device] { return std::uint64_t{device()} << 32 | device(); };
  return {draw(), draw()};
}

}  // namespace

std::uint64_t siphash(std::string_view bytes, HashKey key) {
  SipState state(key);
  const auto length = std::uint64_t{bytes.size()} << 56;
  for (; bytes.size() >= word_size; bytes.remove_prefix(word_size)) state.add(word(bytes.substr(0, word_size)));
  state.add(word(bytes) | length);
  return state.finish();
}

std::size_t KeyedHash::operator()(std::string_view bytes) const {
  static const HashKey key = random_key();
  return siphash(bytes, key);
}

}  // namespace translator

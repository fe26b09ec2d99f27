// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hash for tables whose keys a module chooses: SipHash-1-3 under a key that every process draws anew. Of the standard
// library's hash anybody can make a hundred thousand names that have the same value, and a table of those takes minutes.
//
//     std::unordered_set<std::string, KeyedHash> names;
//
// The order of such a table is another one in every run: nothing that is written may depend on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace translator {

struct HashKey {
  std::uint64_t first = 0, second = 0;
};

std::uint64_t siphash(std::string_view bytes, HashKey key);

struct KeyedHash {
  std::size_t operator()(std::string_view bytes) const;
};

}  // namespace translator

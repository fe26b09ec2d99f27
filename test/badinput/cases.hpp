// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inputs of the bad-input test, each a function of its number alone, so that a failure can be made again:
//
//   0 .. S      the files of the suite's assert_malformed and assert_invalid, as they are
//   S .. P      every prefix of some real modules (with a stride: every n-th)
//   P .. end    real modules with one to eight random mutations: bits, bytes, counts, pieces moved or lost
//
// Mutations favour what breaks readers: the ends of LEB128 numbers, huge counts, section sizes that do not fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace badinput {

using Bytes = std::vector<unsigned char>;

class Cases {
 public:
  /// `refused`: paths used as they are. `modules`: paths of real modules. Reads all of `modules`.
  Cases(std::vector<std::string> refused, const std::vector<std::string>& modules, std::size_t prefix_stride,
        std::size_t mutations);

  std::size_t count() const { return prefixes_end_ + mutations_; }
  Bytes bytes(std::size_t number) const;
  /// "prefix of 812 bytes of lib.wasm"
  std::string name(std::size_t number) const;

 private:
  struct Module {
    std::string path;
    Bytes bytes;
    std::size_t first_prefix;  ///< the number of its first case
  };

  const Module& module_of_prefix(std::size_t number) const;
  std::size_t prefix_size(std::size_t number) const;
  const Module& module_of_mutation(std::size_t number) const;

  std::vector<std::string> refused_;
  std::vector<Module> modules_;
  std::size_t stride_;
  std::size_t mutations_;
  std::size_t prefixes_end_;
};

Bytes read_file(const std::string& path);

}  // namespace badinput

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Branch hints (the proposal of that name): the custom section metadata.code.branch_hint tells of some branches which
// way they mostly go. Compilers know it from profiles or from [[likely]] in their source, and so may ours:
//
//     function index, number of hints, then each: offset in the function's body, 1 (the hint's size), 0 or 1
//     06 01 0b 01 00        function 6: the branch at 0x0b is unlikely        =>   if (…) [[unlikely]] …
//
// A custom section is never a reason to refuse a module: a section that is malformed is as good as none, and a hint
// whose offset is outside of its function's body says nothing. A hint at another instruction than a branch is never
// asked for.
#include "reader_branch_hints.hpp"

#include <algorithm>

#include "reader.hpp"

namespace translator {
namespace {

void read_hint(ByteReader& reader, ByteRange body, std::vector<BranchHint>& hints) {
  const std::uint32_t offset = reader.u32("a branch hint's offset");
  const std::size_t start = reader.offset();
  if (reader.u32("a branch hint's size") != 1) reader.malformed(start, "a branch hint has one byte");
  const std::uint8_t value = reader.u8("a branch hint");
  if (value > 1) reader.malformed(start, "a branch hint is 0 or 1");
  if (offset < body.size()) hints.push_back({body.begin + offset, value == 1});
}

void read_functions(ByteReader& reader, const Module& module, std::vector<BranchHint>& hints) {
  const std::uint32_t functions = reader.count("function count", 2);
  for (std::uint32_t i = 0; i < functions; ++i) {
    const std::uint32_t function = reader.u32("a function index");
    const std::uint32_t count = reader.count("branch hint count", 3);
    const ByteRange body = function < module.functions.size() ? module.functions[function].body : ByteRange{};
    for (std::uint32_t k = 0; k < count; ++k) read_hint(reader, body, hints);
  }
}

}  // namespace

void read_branch_hints(Module& module, ByteRange contents) {
  if (contents.size() == 0) return;
  try {
    ByteReader reader(module.bytes, contents);
    read_functions(reader, module, module.branch_hints);
  } catch (const Diagnostic&) {
    module.branch_hints.clear();
  }
  std::stable_sort(module.branch_hints.begin(), module.branch_hints.end(),
                   [](const BranchHint& a, const BranchHint& b) { return a.offset < b.offset; });
}

}  // namespace translator

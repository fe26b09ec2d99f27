// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which tables never change: see constant_tables.hpp.
//
// A module of a few bytes may declare many large tables. So what is empty in constant tables is limited: three times
// what is there, and `spare_elements` in all.
#include "constant_tables.hpp"

#include <algorithm>
#include <optional>

#include "constant_values.hpp"

namespace translator {

namespace {

/// Tables of compilers begin with a few empty elements; those of Go with 4,096, before thousands of functions.
constexpr std::uint64_t spare_elements = 1024;

/// What an active segment writes.
struct Write {
  std::uint32_t table = 0;
  std::uint64_t offset = 0;
  std::vector<std::uint32_t> functions;
};

/// Nothing if it is not known, or does not fit.
std::optional<Write> known_write(const Module& module, ConstantValues& values, const ElementSegment& segment) {
  const std::uint64_t size = module.tables[segment.table].type.limits.min;
  const std::optional<std::uint64_t> offset = values.number(segment.offset);
  if (!offset || *offset > size || segment.size() > size - *offset) return std::nullopt;
  std::optional<std::vector<std::uint32_t>> functions = values.functions(segment);
  if (!functions) return std::nullopt;
  return Write{segment.table, *offset, std::move(*functions)};
}

/// Tables of which no host and no instruction can see more than calls show.
std::vector<bool> private_tables(const Module& module, const CallGraph& calls) {
  std::vector<bool> is_private(module.tables.size());
  for (std::uint32_t i = module.imported_tables; i < module.tables.size(); ++i)
    is_private[i] = !calls.uses_dynamically(i) && module.tables[i].type.limits.min != 0;
  for (const Export& exported : module.exports)
    if (exported.kind == ExternalKind::Table) is_private[exported.index] = false;
  return is_private;
}

/// Of active segments into tables that `is_known`, which becomes false of those about which something is not.
std::vector<Write> known_writes(const Module& module, ConstantValues& values, std::vector<bool>& is_known) {
  std::vector<Write> writes;
  for (const ElementSegment& segment : module.elements) {
    if (segment.mode != SegmentMode::Active || !is_known[segment.table]) continue;
    std::optional<Write> write = known_write(module, values, segment);
    is_known[segment.table] = write.has_value();
    if (write) writes.push_back(std::move(*write));
  }
  return writes;
}

}  // namespace

ConstantTables::ConstantTables(const Module& module, const CallGraph& calls)
    : module_(module), elements_(module.tables.size()) {
  std::vector<bool> is_known = private_tables(module, calls);
  ConstantValues values(module);
  const std::vector<Write> writes = known_writes(module, values, is_known);
  std::vector<std::uint64_t> written(module.tables.size());
  for (const Write& write : writes) written[write.table] += write.functions.size();
  std::uint64_t spare = spare_elements;
  for (std::uint32_t i = 0; i < module.tables.size(); ++i) {
    const Table& table = module.tables[i];
    const std::uint64_t size = table.type.limits.min;
    const std::uint64_t empty = size - std::min(size, 4 * written[i]);
    const std::optional<std::uint32_t> initial = table.initial ? values.function(*table.initial) : no_index;
    if (!is_known[i] || !initial || empty > spare) continue;
    spare -= empty;
    elements_[i].assign(size, *initial);
  }
  for (const Write& write : writes) {
    std::vector<std::uint32_t>& elements = elements_[write.table];
    if (elements.empty()) continue;
    std::copy(write.functions.begin(), write.functions.end(),
              elements.begin() + static_cast<std::ptrdiff_t>(write.offset));
  }
}

}  // namespace translator

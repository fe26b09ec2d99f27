// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data and element segments, and the code that applies them when an instance is made.
//
// The bytes of all data segments are written as literals in chunks of some 256 KiB, in order; with shards, chunk k goes to
// shard k mod N. Active segments at constant offsets that follow each other in one chunk become one table of runs
// (offset, size), because real modules have a hundred thousand of them. Large ones are statements of their own, which map
// the bytes where the system can (guest/data_image.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "expression_writer.hpp"

namespace translator {

class ConstantValues;

/// Active data segments first .. last, whose offsets are constants and whose bytes follow each other in one chunk.
struct DataRun {
  std::uint32_t memory = 0;
  std::uint32_t first = 0, last = 0;  ///< segments, inclusive
};

struct DataChunk {
  std::uint32_t first = 0, last = 0;  ///< segments, inclusive
  std::size_t size = 0;
};

/// Whether an active segment is large enough to be mapped into memory instead of copied.
bool is_mapped(const DataSegment& segment);
bool has_mapped_data(const Module& module);

class SegmentsWriter {
 public:
  using Write = std::function<void(std::string_view)>;

  explicit SegmentsWriter(const EmitContext& context);

  std::size_t parts() const { return chunks_.size() + element_lists_.size(); }
  /// Declares one part for the file that uses it, and defines it; `linkage` is "static " or, for shards, "".
  void write_declaration(std::size_t part, std::string& out) const;
  void write_definition(std::size_t part, const char* linkage, const Write& write) const;

  /// Appends the function `initialize` (and pieces of it, where it is long).
  void write_initialize(std::string& out);

 private:
  void plan_data(ConstantValues& values);
  void plan_elements(ConstantValues& values);
  std::string with_value(const std::string& before, const ConstantExpression& expression, const std::string& after);
  std::string bytes_of(std::uint32_t segment) const;

  void write_chunk(std::size_t chunk, const char* linkage, const Write& write) const;
  void write_runs(std::size_t chunk, const char* linkage, const Write& write) const;
  void write_element_list(std::uint32_t segment, const char* linkage, const Write& write) const;
  void initialize_globals();
  void initialize_tables();
  void initialize_elements();
  void initialize_element(std::uint32_t segment);
  void initialize_data();
  void initialize_start();
  void statement(std::string text) { statements_.push_back(std::move(text)); }

  const EmitContext& context_;
  const Module& module_;
  std::vector<DataChunk> chunks_;
  std::vector<DataRun> runs_;                     ///< in order
  std::vector<std::uint32_t> chunk_of_;           ///< per data segment
  std::vector<std::size_t> position_;             ///< per data segment: in its chunk
  std::vector<std::uint64_t> offsets_;            ///< per data segment: if constant
  std::vector<bool> is_in_run_;
  std::vector<std::uint32_t> element_lists_;      ///< element segments that are lists of slots
  std::vector<std::vector<std::uint32_t>> slots_; ///< of those
  std::vector<std::string> statements_;
};

}  // namespace translator

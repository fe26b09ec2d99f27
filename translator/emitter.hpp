// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which text goes into which file. Without shards everything but the header is in OUT.cpp. With N shards, OUT.cpp keeps
// the description, the initialisation and the class, and functions and data go to OUT.1.cpp … OUT.N.cpp: a function to
// the shard that a hash of its name says, so that a change in one function changes one shard.
//
// Functions are lowered and written in parallel, a batch at a time, and streamed to their file in order; memory use is
// that of the batches in flight.
#pragma once

#include <string>
#include <vector>

#include "expression_writer.hpp"
#include "function_writer.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "segments_writer.hpp"
#include "translate.hpp"

namespace translator {

class Emitter {
 public:
  Emitter(const EmitContext& context, const TranslateOptions& options, OutputSet& outputs)
      : context_(context), options_(options), outputs_(outputs), progress_(Progress::terminal(), code_bytes()) {}

  void emit();

 private:
  void emit_header();
  void emit_single();
  void emit_main_and_shards();
  void emit_main(OutputFile& file, SegmentsWriter& segments);
  void emit_shard(OutputFile& file, unsigned shard, const std::vector<std::uint32_t>& functions, const SegmentsWriter& segments,
                  unsigned threads);
  void begin_source(OutputFile& file, bool is_main);
  void write_functions(OutputFile& file, const std::vector<std::uint32_t>& functions, Linkage linkage, unsigned threads);
  void write_tail(OutputFile& file, const std::string& initialize, unsigned name_tables);
  std::uint64_t code_bytes() const;
  std::vector<std::vector<std::uint32_t>> functions_by_shard() const;
  std::vector<std::uint32_t> defined_functions() const;
  std::vector<std::uint32_t> called_by(const std::vector<std::uint32_t>& functions) const;
  std::vector<std::uint32_t> named_by_main() const;
  void write_declarations(OutputFile& file, const std::vector<std::uint32_t>& functions, Linkage linkage) const;
  std::string runtime_includes() const;
  std::string path_of(const std::string& suffix) const;
  void write_interface(OutputFile& file) const;

  const EmitContext& context_;
  const TranslateOptions& options_;
  OutputSet& outputs_;
  Progress progress_;
};

/// "dir/demo.cpp" and ".hpp" to "dir/demo.hpp".
std::string with_extension(const std::string& path, const std::string& extension);
std::string file_name(const std::string& path);
/// The first line of every file that is written.
std::string banner(const std::string& file_name, const Module& module);

}  // namespace translator

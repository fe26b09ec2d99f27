// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which text goes into which file: see emitter.hpp.
#include "emitter.hpp"

#include <wasm2cpp/version.hpp>

#include <algorithm>

#include "class_writer.hpp"
#include "constant_tables_writer.hpp"
#include "description_writer.hpp"
#include "function_writer.hpp"
#include "guest_flags.hpp"
#include "lowering.hpp"
#include "parallel.hpp"
#include "segments_writer.hpp"
#include "simplify.hpp"
#include "strips.hpp"
#include "unread_loads.hpp"

namespace translator {

namespace {

/// A batch of functions for one thread: enough bytes of code to be worth a lock, few enough to keep memory small.
constexpr std::size_t batch_bytes = std::size_t{32} * 1024;

constexpr const char* shared_constant = "extern WASM2CPP_HIDDEN ";

struct Batch {
  Text text;
  std::uint64_t code_bytes = 0;  ///< that it was written from
};

std::uint64_t stable_hash(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

}  // namespace

void Emitter::emit() {
  if (options_.output != "-") emit_header();
  if (options_.shards == 0 || options_.output == "-") emit_single();
  else emit_main_and_shards();
}

void Emitter::emit_header() {
  OutputFile& file = outputs_.create(path_of(".hpp"));
  file.write(banner(file_name(path_of(".hpp")), context_.module) + "#pragma once\n\n");
  write_interface(file);
}

void Emitter::write_interface(OutputFile& file) const {
  file.write(runtime_includes());
  file.write("#if WASM2CPP_VERSION != " + std::to_string(WASM2CPP_VERSION) +
             "\n#error \"this file was made by wasm2cpp " WASM2CPP_VERSION_TEXT
             " and needs the runtime of that version\"\n#endif\n");
  file.write(write_header_body(context_));
}

void Emitter::emit_single() {
  OutputFile& file = outputs_.create(options_.output);
  const bool is_stream = options_.output == "-";
  file.write(banner(is_stream ? context_.names.space + ".cpp" : file_name(path_of(".cpp")), context_.module));
  if (is_stream) write_interface(file);
  else file.write("#include \"" + file_name(path_of(".hpp")) + "\"\n");
  begin_source(file, true);
  const std::vector<std::uint32_t> functions = defined_functions();
  std::vector<std::uint32_t> all(context_.module.functions.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  write_declarations(file, all, Linkage::Static);
  define_constant_tables(context_, "static ", file);
  write_functions(file, functions, Linkage::Static, threads_for(options_.threads));
  write_name_table(context_, 0, functions, "static ", file);
  SegmentsWriter segments(context_);
  for (std::size_t part = 0; part < segments.parts(); ++part)
    segments.write_definition(part, "static ", [&](std::string_view text) { file.write(text); });
  std::string initialize;
  segments.write_initialize(initialize);
  write_tail(file, initialize, functions.empty() ? 0 : 1);
}

/// Enough shards are written side by side, each by one thread; of fewer, the functions of one after the other.
void Emitter::emit_main_and_shards() {
  const std::vector<std::vector<std::uint32_t>> by_shard = functions_by_shard();
  SegmentsWriter segments(context_);
  std::vector<OutputFile*> files{&outputs_.create(options_.output)};
  for (unsigned shard = 1; shard <= options_.shards; ++shard)
    files.push_back(&outputs_.create(path_of("." + std::to_string(shard) + ".cpp")));
  const unsigned threads = threads_for(options_.threads);
  const bool are_enough = options_.shards / 2 >= threads;
  const auto write_file = [&](std::size_t i) {
    if (i == 0) emit_main(*files[i], segments);
    else emit_shard(*files[i], static_cast<unsigned>(i), by_shard[i - 1], segments, are_enough ? 1 : threads);
    return i;
  };
  in_parallel(files.size(), are_enough ? threads : 1, write_file, [](std::size_t) {});
}

void Emitter::emit_main(OutputFile& file, SegmentsWriter& segments) {
  file.write(banner(file_name(path_of(".cpp")), context_.module) + "#include \"" + file_name(path_of(".hpp")) + "\"\n");
  begin_source(file, true);
  write_declarations(file, named_by_main(), Linkage::Shared);
  define_constant_tables(context_, shared_constant, file);
  std::string text;
  for (std::size_t part = 0; part < segments.parts(); ++part) segments.write_declaration(part, text);
  for (unsigned shard = 1; shard <= options_.shards; ++shard)
    text += "extern WASM2CPP_HIDDEN const name_table names_" + std::to_string(shard - 1) + ";\n";
  segments.write_initialize(text);
  write_tail(file, text, options_.shards);
}

void Emitter::emit_shard(OutputFile& file, unsigned shard, const std::vector<std::uint32_t>& functions,
                         const SegmentsWriter& segments, unsigned threads) {
  file.write(banner(file_name(file.path()), context_.module) + "#define WASM2CPP_SHARD\n#include \"" + file_name(path_of(".hpp")) + "\"\n");
  begin_source(file, false);
  write_declarations(file, called_by(functions), Linkage::Shared);
  file.write(declare_constant_tables(context_));
  write_functions(file, functions, Linkage::Shared, threads);
  write_name_table(context_, shard - 1, functions, shared_constant, file);
  for (std::size_t part = shard - 1; part < segments.parts(); part += options_.shards)
    segments.write_definition(part, shared_constant, [&](std::string_view text) { file.write(text); });
  file.write("\n}  // namespace " + context_.names.space + "::code\nWASM2CPP_GUEST_CODE_END\n");
}

void Emitter::begin_source(OutputFile& file, bool is_main) {
  if (is_main && context_.calls.uses(Feature::GarbageCollection)) file.write("#include <wasm2cpp/guest/libgc.hpp>\n");
  file.write("\nWASM2CPP_GUEST_CODE_BEGIN\nnamespace " + context_.names.space + "::code {\n\n");
  if (is_main && !context_.module.types.empty())
    file.write("type_id types[" + std::to_string(context_.module.types.size()) + "];\n\n");
}

void Emitter::write_tail(OutputFile& file, const std::string& initialize, unsigned name_tables) {
  file.write(initialize);
  file.write("\n}  // namespace " + context_.names.space + "::code\n");
  file.write(write_description(context_, name_tables));
  file.write("WASM2CPP_GUEST_CODE_END\n");
  file.write(write_class_definitions(context_));
}

void Emitter::write_functions(OutputFile& file, const std::vector<std::uint32_t>& functions, Linkage linkage,
                              unsigned threads) {
  std::vector<std::size_t> batches;  // where each begins
  std::size_t size = batch_bytes;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    if (size >= batch_bytes) {
      batches.push_back(i);
      size = 0;
    }
    size += context_.module.functions[functions[i]].body.size() + 64;
  }
  const auto write_batch = [&, tree = Tree(), last_size = std::size_t{0}](std::size_t batch) mutable {
    const std::size_t end = batch + 1 < batches.size() ? batches[batch + 1] : functions.size();
    Batch written{Text(last_size)};
    FunctionLowering lowering(context_.module, tree, context_.metering);
    for (std::size_t i = batches[batch]; i < end; ++i) {
      lowering.lower_function(functions[i]);
      simplify(tree);
      force_unread_loads(tree);
      strip_loops(tree, context_.module);
      resolve_branches(tree);
      write_function(context_, functions[i], tree, linkage, written.text);
      written.code_bytes += context_.module.functions[functions[i]].body.size();
    }
    last_size = written.text.view().size();
    return written;
  };
  in_parallel(batches.size(), threads, write_batch, [&](Batch&& written) {
    file.write(written.text.view());
    progress_.advance(written.code_bytes);
  });
}

// Which functions a file names

std::uint64_t Emitter::code_bytes() const {
  std::uint64_t bytes = 0;
  for (const Function& function : context_.module.functions) bytes += function.body.size();
  return bytes;
}

std::vector<std::uint32_t> Emitter::defined_functions() const {
  std::vector<std::uint32_t> functions;
  for (std::uint32_t i = context_.module.imported_functions; i < context_.module.functions.size(); ++i)
    functions.push_back(i);
  return functions;
}

std::vector<std::vector<std::uint32_t>> Emitter::functions_by_shard() const {
  std::vector<std::vector<std::uint32_t>> by_shard(options_.shards);
  for (const std::uint32_t function : defined_functions())
    by_shard[stable_hash(context_.names.functions[function]) % options_.shards].push_back(function);
  return by_shard;
}

std::vector<std::uint32_t> Emitter::called_by(const std::vector<std::uint32_t>& functions) const {
  std::vector<std::uint32_t> called = functions;
  for (const std::uint32_t function : functions) {
    const std::vector<std::uint32_t>& calls = context_.calls.calls(function);
    called.insert(called.end(), calls.begin(), calls.end());
  }
  std::sort(called.begin(), called.end());
  called.erase(std::unique(called.begin(), called.end()), called.end());
  return called;
}

/// Those that the description, the class, constant tables and the initialisation name.
std::vector<std::uint32_t> Emitter::named_by_main() const {
  std::vector<std::uint32_t> named;
  for (std::uint32_t i = 0; i < context_.module.functions.size(); ++i)
    if (context_.given.is_named(i)) named.push_back(i);
  return named;
}

void Emitter::write_declarations(OutputFile& file, const std::vector<std::uint32_t>& functions, Linkage linkage) const {
  std::string out;
  for (const std::uint32_t function : functions) {
    out.clear();
    write_function_declaration(context_, function, linkage, out);
    file.write(out);
  }
}

// Files

/// The runtime's inner part, and of what only some modules pay for that which this one uses.
std::string Emitter::runtime_includes() const {
  const CallGraph& calls = context_.calls;
  std::string out = "#include <wasm2cpp/guest.hpp>\n";
  if (calls.uses(Feature::Threads)) out += "#include <wasm2cpp/guest/atomic.hpp>\n";
  if (has_mapped_data(context_.module)) out += "#include <wasm2cpp/guest/data_image.hpp>\n";
  if (context_.metering.is_interruptible || context_.metering.counts_fuel) out += "#include <wasm2cpp/guest/metering.hpp>\n";
  if (calls.uses_vectors()) out += "#include <wasm2cpp/guest/simd.hpp>\n";
  if (calls.uses_exceptions()) out += "#include <wasm2cpp/guest/exception.hpp>\n";
  return out;
}

std::string Emitter::path_of(const std::string& suffix) const { return with_extension(options_.output, suffix); }

std::string banner(const std::string& name, const Module& module) {
  return "// " + name + ": made by wasm2cpp " WASM2CPP_VERSION_TEXT " from " + in_comment(file_name(module.file)) + ". Do not edit.\n";
}

std::string with_extension(const std::string& path, const std::string& extension) {
  const std::size_t slash = path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/') + 1;
  const std::size_t dot = path.find_last_of('.');
  return (dot == std::string::npos || dot <= slash ? path : path.substr(0, dot)) + extension;
}

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace translator

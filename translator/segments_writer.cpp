// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data and element segments and the code that applies them: see segments_writer.hpp.
#include "segments_writer.hpp"

#include <algorithm>
#include <cassert>

#include "constant_values.hpp"
#include "literal.hpp"
#include "lowering.hpp"
#include "text.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

constexpr std::size_t chunk_size = std::size_t{256} * 1024;
constexpr std::size_t piece_size = std::size_t{64} * 1024;
/// The memories that it fits in are too large to be recycled (guest/recycling.hpp): all their pages are fresh ones.
constexpr std::size_t smallest_mapped_segment = std::size_t{512} * 1024;
constexpr std::uint32_t no_slot = 0xffff'ffffu;
/// A compiler's work on one function is not always linear in its length.
constexpr std::size_t statements_per_function = 500;

}  // namespace

bool is_mapped(const DataSegment& segment) {
  return segment.mode == SegmentMode::Active && segment.bytes.size() >= smallest_mapped_segment;
}

bool has_mapped_data(const Module& module) { return std::any_of(module.data.begin(), module.data.end(), is_mapped); }

SegmentsWriter::SegmentsWriter(const EmitContext& context) : context_(context), module_(context.module) {
  ConstantValues values(module_);
  plan_data(values);
  plan_elements(values);
}

// Plans

void SegmentsWriter::plan_data(ConstantValues& values) {
  const auto count = static_cast<std::uint32_t>(module_.data.size());
  chunk_of_.resize(count);
  position_.resize(count);
  offsets_.resize(count);
  is_in_run_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const DataSegment& segment = module_.data[i];
    if (chunks_.empty() || chunks_.back().size >= chunk_size) chunks_.push_back({.first = i});
    DataChunk& chunk = chunks_.back();
    chunk.last = i;
    chunk_of_[i] = static_cast<std::uint32_t>(chunks_.size() - 1);
    position_[i] = chunk.size;
    chunk.size += segment.bytes.size();
    if (segment.mode != SegmentMode::Active || is_mapped(segment)) continue;
    const std::optional<std::uint64_t> offset = values.number(segment.offset);
    if (!offset) continue;
    is_in_run_[i] = true;
    offsets_[i] = *offset;
    const bool goes_on = !runs_.empty() && runs_.back().last + 1 == i && runs_.back().memory == segment.memory && chunk.first != i;
    if (goes_on) runs_.back().last = i;
    else runs_.push_back({segment.memory, i, i});
  }
}

void SegmentsWriter::plan_elements(ConstantValues& values) {
  for (std::uint32_t i = 0; i < module_.elements.size(); ++i) {
    const ElementSegment& segment = module_.elements[i];
    if (segment.mode == SegmentMode::Declarative || context_.constant_tables.is_constant(segment)) continue;
    std::optional<std::vector<std::uint32_t>> elements = values.functions(segment);
    if (!elements) continue;
    for (std::uint32_t& element : *elements) element = element == no_index ? no_slot : context_.slots[element];
    element_lists_.push_back(i);
    slots_.push_back(std::move(*elements));
  }
}

/// `before`, the expression's value, `after`; in braces behind the temporaries that the value needs, if any.
std::string SegmentsWriter::with_value(const std::string& before, const ConstantExpression& expression,
                                       const std::string& after) {
  Tree tree;
  const ExpressionId id = FunctionLowering(module_, tree).lower_constant(expression);
  Text out, value;
  for (StatementId s = tree.body.first; s != no_node; s = tree.statements[s].next) {
    const Statement& temporary = tree.statements[s];
    assert(temporary.kind == StatementKind::SetTemporary);
    out += "const " + internal_type(module_, tree.temporaries[temporary.index].type) + " " +
           ExpressionWriter::temporary(temporary.index) + " = ";
    ExpressionWriter(context_, tree, {}, out).write(temporary.value);
    out += "; ";
  }
  ExpressionWriter(context_, tree, {}, value).write(id);
  const std::string assignment = before + std::string(value.view()) + after;
  return out.empty() ? assignment : "{ " + std::string(out.view()) + assignment + " }";
}

// Parts: chunks of data, then lists of elements

void SegmentsWriter::write_declaration(std::size_t part, std::string& out) const {
  if (part >= chunks_.size()) {
    out += "extern WASM2CPP_HIDDEN const u32 element_" + std::to_string(element_lists_[part - chunks_.size()]) + "[];\n";
    return;
  }
  const std::string number = std::to_string(part);
  out += "extern WASM2CPP_HIDDEN const unsigned char data_" + number + "[];\n";
  const bool has_runs = std::any_of(runs_.begin(), runs_.end(), [&](const DataRun& run) { return chunk_of_[run.first] == part; });
  if (has_runs) out += "extern WASM2CPP_HIDDEN const data_run data_runs_" + number + "[];\n";
}

void SegmentsWriter::write_definition(std::size_t part, const char* linkage, const Write& write) const {
  if (part >= chunks_.size()) return write_element_list(static_cast<std::uint32_t>(part - chunks_.size()), linkage, write);
  write_chunk(part, linkage, write);
  write_runs(part, linkage, write);
}

/// Piece by piece, because one segment may be as long as the module. Literals that follow each other are one.
void SegmentsWriter::write_chunk(std::size_t chunk, const char* linkage, const Write& write) const {
  write(std::string(linkage) + "const unsigned char data_" + std::to_string(chunk) + "[] =");
  if (chunks_[chunk].size == 0) return write(" \"\";\n");
  std::string bytes;
  const auto write_piece = [&] {
    std::string out = "\n";
    append_literal(out, bytes, "  ");
    write(out);
    bytes.clear();
  };
  for (std::uint32_t i = chunks_[chunk].first; i <= chunks_[chunk].last; ++i) {
    const ByteRange range = module_.data[i].bytes;
    for (std::size_t begin = range.begin; begin < range.end; begin += piece_size) {
      bytes += as_text(module_.bytes.subspan(begin, std::min(piece_size, range.end - begin)));
      if (bytes.size() >= piece_size) write_piece();
    }
  }
  if (!bytes.empty()) write_piece();
  write(";\n");
}

void SegmentsWriter::write_runs(std::size_t chunk, const char* linkage, const Write& write) const {
  Text out;
  bool is_begun = false;
  const auto write_piece = [&] {
    write(out.view());
    out.clear();
  };
  for (const DataRun& run : runs_) {
    if (chunk_of_[run.first] != chunk) continue;
    if (!is_begun) out += std::string(linkage) + "const data_run data_runs_" + std::to_string(chunk) + "[] = {\n";
    is_begun = true;
    for (std::uint32_t i = run.first; i <= run.last; ++i) {
      out += "  {";
      out.append_number(offsets_[i]);
      if (offsets_[i] > 0x7fff'ffff'ffff'ffffu) out += 'u';
      out += ", ";
      out.append_number(module_.data[i].bytes.size());
      out += "},\n";
      if (out.view().size() >= piece_size) write_piece();
    }
  }
  if (!is_begun) return;
  out += "};\n";
  write_piece();
}

void SegmentsWriter::write_element_list(std::uint32_t list, const char* linkage, const Write& write) const {
  std::string out = std::string(linkage) + "const u32 element_" + std::to_string(element_lists_[list]) + "[] = {";
  std::size_t line_begin = 0;
  for (const std::uint32_t slot : slots_[list]) {
    const std::string text = slot == no_slot ? "no_slot" : std::to_string(slot);
    if (out.size() + text.size() - line_begin > 110) {
      line_begin = out.size() + 1;
      out += "\n  ";
    }
    out += text + ", ";
  }
  if (slots_[list].empty()) out += "no_slot";
  write(out + "};\n");
}

// Initialisation, in the specification's order (section 4.5.4)

void SegmentsWriter::write_initialize(std::string& out) {
  initialize_globals();
  initialize_tables();
  initialize_elements();
  initialize_data();
  initialize_start();
  for (std::uint32_t i = 0; i < module_.data.size(); ++i)
    if (is_mapped(module_.data[i])) out += "\nstatic data_image image_" + std::to_string(i) + ";\n";
  std::size_t pieces = 0;
  for (std::size_t i = 0; i < statements_.size(); ++pieces) {
    out += "\nstatic void initialize_" + std::to_string(pieces) + "(state* self, mem32 m) {\n";
    for (std::size_t end = std::min(statements_.size(), i + statements_per_function); i < end; ++i)
      out += "  " + statements_[i] + "\n";
    out += "}\n";
  }
  out += "\nstatic void initialize(instance_state* base) {\n  state* const self = static_cast<state*>(base);\n";
  for (std::size_t i = 0; i < pieces; ++i) out += "  initialize_" + std::to_string(i) + "(self, self->m);\n";
  out += "}\n";
}

void SegmentsWriter::initialize_globals() {
  for (std::size_t i = 0; i < module_.globals.size(); ++i)
    if (!module_.globals[i].is_import())
      statement(with_value("self->" + context_.names.globals[i] + " = ", module_.globals[i].initial, ";"));
}

void SegmentsWriter::initialize_tables() {
  for (std::size_t i = 0; i < module_.tables.size(); ++i) {
    if (!module_.tables[i].initial || context_.constant_tables.is_constant(static_cast<std::uint32_t>(i))) continue;
    const std::string table = "self->table_space[" + std::to_string(i) + "]";
    statement(with_value("table_fill(" + table + ", 0, ", *module_.tables[i].initial, ", table_size(" + table + "));"));
  }
}

/// One after the other: their constant expressions read nothing that active segments write.
void SegmentsWriter::initialize_elements() {
  for (std::uint32_t i = 0; i < module_.elements.size(); ++i) initialize_element(i);
}

void SegmentsWriter::initialize_element(std::uint32_t i) {
  const ElementSegment& segment = module_.elements[i];
  if (segment.mode == SegmentMode::Declarative || context_.constant_tables.is_constant(segment)) return;
  const std::string number = std::to_string(i), size = std::to_string(segment.size());
  const std::string space = "self->element_space[" + number + "]";
  const std::string table = "self->table_space[" + std::to_string(segment.table) + "]";
  const bool is_list = std::binary_search(element_lists_.begin(), element_lists_.end(), i);
  const bool is_active = segment.mode == SegmentMode::Active;
  if (is_list && is_active)
    return statement(with_value("table_init_active(self, " + table + ", ", segment.offset, ", element_" + number + ", " + size + ");"));
  if (is_list) return statement(space + " = element_segment{element_" + number + ", nullptr, " + size + "};");
  for (std::size_t k = 0; k < segment.expressions.size(); ++k)
    statement(with_value("self->element_values_" + number + "[" + std::to_string(k) + "] = ", segment.expressions[k], ";"));
  const std::string values = segment.size() ? "self->element_values_" + number : "nullptr";
  statement(space + " = element_segment{nullptr, " + values + ", " + size + "};");
  if (!is_active) return;
  statement(with_value("table_init(self, " + table + ", " + space + ", ", segment.offset, ", 0, " + size + ");"));
  statement("element_drop(" + space + ");");
}

void SegmentsWriter::initialize_data() {
  std::vector<std::uint32_t> rows_before(chunks_.size());
  std::size_t run = 0;
  for (std::uint32_t i = 0; i < module_.data.size(); ++i) {
    const DataSegment& segment = module_.data[i];
    const std::string size = std::to_string(segment.bytes.size());
    const std::string memory = "self->memory_space[" + std::to_string(segment.memory) + "]";
    if (is_in_run_[i]) {
      if (runs_[run].first != i) continue;
      const std::uint32_t rows = runs_[run].last - i + 1;
      std::uint32_t& before = rows_before[chunk_of_[i]];
      statement("data_init_runs(" + memory + ", data_runs_" + std::to_string(chunk_of_[i]) + " + " + std::to_string(before) +
                ", " + std::to_string(rows) + ", " + bytes_of(i) + ");");
      before += rows;
      i = runs_[run++].last;
    } else if (segment.mode == SegmentMode::Active) {
      const std::string image = is_mapped(segment) ? ", image_" + std::to_string(i) : "";
      statement(with_value("data_init(" + memory + ", ", segment.offset, ", " + bytes_of(i) + ", " + size + image + ");"));
    } else if (context_.calls.uses_data_segments() && segment.bytes.size()) {
      statement("self->data_space[" + std::to_string(i) + "] = data_segment{" + bytes_of(i) + ", " + size + "};");
    }
  }
}

std::string SegmentsWriter::bytes_of(std::uint32_t segment) const {
  return "data_" + std::to_string(chunk_of_[segment]) + " + " + std::to_string(position_[segment]);
}

void SegmentsWriter::initialize_start() {
  if (module_.start != no_index) statement(context_.names.entry(module_.start) + "(self, m);");
}

}  // namespace translator

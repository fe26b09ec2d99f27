// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sections (specification, section 5.5): one pass over the module's bytes, which skips over the function bodies and
// remembers where they are.
//
//     00 61 73 6d  01 00 00 00     magic, version
//     01 05 ...                    section 1 (types), 5 bytes
//
// A section has an id and a size in bytes. All but custom sections come at most once, in the order of `order_of`, and
// must be exactly as long as they say. The constant expressions in them are decoded to find their end, and decoded
// again by whoever wants to know what they say.
#include <algorithm>
#include <array>
#include <iterator>

#include "reader_branch_hints.hpp"
#include "reader_names.hpp"
#include "reader_types.hpp"

namespace translator {
namespace {

using namespace std::string_literals;

enum class Section : std::uint8_t {
  Custom, Type, Import, Function, Table, Memory, Global, Export, Start, Element, Code, Data, DataCount, Tag
};
constexpr std::uint8_t last_section = static_cast<std::uint8_t>(Section::Tag);

/// The place of a section in a module: tags stand before globals, the data count before the code.
int order_of(Section section) {
  constexpr Section order[] = {Section::Type,   Section::Import, Section::Function, Section::Table,  Section::Memory,
                               Section::Tag,    Section::Global, Section::Export,   Section::Start,  Section::Element,
                               Section::DataCount, Section::Code, Section::Data};
  static_assert(std::size(order) == last_section);
  return static_cast<int>(std::find(std::begin(order), std::end(order), section) - order) + 1;
}

const char* name_of(Section section) {
  constexpr std::array<const char*, last_section + 1> names = {
      "custom", "type",    "import", "function", "table", "memory",     "global",
      "export", "start",   "element", "code",    "data",  "data count", "tag"};
  return names[static_cast<std::size_t>(section)];
}

class ModuleReader {
 public:
  ModuleReader(std::span<const std::byte> bytes, std::string file) : reader_(bytes, {0, bytes.size()}) {
    module_.file = std::move(file);
    module_.bytes = bytes;
  }

  Module read() {
    read_header();
    while (!reader_.at_end()) read_section();
    check_counts();
    read_names(module_, name_section_);
    read_branch_hints(module_, branch_hint_section_);
    return std::move(module_);
  }

 private:
  void read_header();
  void read_section();
  Section read_section_id();
  void read_contents(Section section);
  void check_counts() const;

  void read_custom(std::size_t end);
  void read_types();
  void read_imports();
  void read_import_type(Import& import);
  void read_function_types();
  void read_tables();
  void read_memories();
  void read_tags();
  void read_globals();
  void read_exports();
  void read_elements();
  void read_element_segment();
  void read_element_kind(ElementSegment& segment);
  void read_element_items(ElementSegment& segment);
  void read_code();
  void read_data();

  ConstantExpression read_constant_expression();
  void add_function(std::uint32_t import);

  ByteReader reader_;
  Module module_;
  ByteRange name_section_;
  ByteRange branch_hint_section_;
  Instruction scratch_;
  int last_order_ = 0;
  std::uint32_t bodies_ = 0;
};

/// Version 13 of layer 1: the component model.
bool is_component(std::span<const std::byte> bytes) {
  constexpr std::uint8_t header[] = {0x00, 'a', 's', 'm', 0x0d, 0x00, 0x01, 0x00};
  return bytes.size() >= sizeof header && std::equal(std::begin(header), std::end(header), bytes.begin(), [](std::uint8_t a, std::byte b) {
           return std::byte{a} == b;
         });
}

void ModuleReader::read_header() {
  if (is_component(module_.bytes))
    reader_.malformed(4, "this is a component of the component model, not a module: build for wasm32-wasip1 instead, or "
                         "take the modules out of it (`wasm-tools component unbundle`)");
  constexpr std::uint8_t header[] = {0x00, 'a', 's', 'm', 0x01, 0x00, 0x00, 0x00};
  for (std::size_t i = 0; i < sizeof header; ++i) {
    const char* const what = i < 4 ? "the magic number" : "the version";
    if (reader_.u8(what) == header[i]) continue;
    reader_.malformed(i, i < 4 ? "not a WebAssembly module: the magic number is wrong" : "unknown binary version");
  }
}

void ModuleReader::read_section() {
  const Section section = read_section_id();
  const std::uint32_t size = reader_.count("a section's size");
  const std::size_t end = reader_.offset() + size;
  ByteReader whole = reader_;
  whole.skip(size, "a section");
  reader_ = ByteReader(module_.bytes, {reader_.offset(), end});
  if (section == Section::Custom) {
    read_custom(end);
  } else {
    read_contents(section);
  }
  if (!reader_.at_end()) {
    reader_.malformed(reader_.offset(), name_of(section) + " section is longer than its contents"s);
  }
  reader_ = whole;
}

Section ModuleReader::read_section_id() {
  const std::size_t start = reader_.offset();
  const std::uint8_t id = reader_.u8("a section id");
  if (id > last_section) reader_.malformed(start, "malformed section id " + std::to_string(id));
  const Section section = static_cast<Section>(id);
  if (section == Section::Custom) return section;
  if (order_of(section) <= last_order_) {
    reader_.malformed(start, std::string("unexpected ") + name_of(section) + " section: it comes twice or too late");
  }
  last_order_ = order_of(section);
  return section;
}

void ModuleReader::read_contents(Section section) {
  switch (section) {
    case Section::Custom: return;
    case Section::Type: return read_types();
    case Section::Import: return read_imports();
    case Section::Function: return read_function_types();
    case Section::Table: return read_tables();
    case Section::Memory: return read_memories();
    case Section::Tag: return read_tags();
    case Section::Global: return read_globals();
    case Section::Export: return read_exports();
    case Section::Start:
      module_.start_offset = reader_.offset();
      module_.start = reader_.u32("a function index");
      return;
    case Section::Element: return read_elements();
    case Section::DataCount: module_.data_count = reader_.u32("a data count"); return;
    case Section::Code: return read_code();
    case Section::Data: return read_data();
  }
}

/// The counts that two sections must agree on (section 5.5.16).
void ModuleReader::check_counts() const {
  if (bodies_ != module_.functions.size() - module_.imported_functions) {
    reader_.malformed(reader_.offset(), "the function and code sections have different lengths");
  }
  if (module_.data_count && *module_.data_count != module_.data.size()) {
    reader_.malformed(reader_.offset(), "the data count and data sections have different lengths");
  }
}

void ModuleReader::read_custom(std::size_t end) {
  const std::string_view name = reader_.name("a custom section's name");
  const ByteRange contents = reader_.skip(end - reader_.offset(), "a custom section");
  if (name == "name") name_section_ = contents;
  if (name == "metadata.code.branch_hint") branch_hint_section_ = contents;
}

void ModuleReader::read_types() {
  const std::uint32_t count = reader_.count("type count", 2);
  for (std::uint32_t i = 0; i < count; ++i) read_recursive_group(reader_, module_.types);
}

void ModuleReader::read_imports() {
  const std::uint32_t count = reader_.count("import count", 4);
  module_.imports.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Import import;
    import.offset = reader_.offset();
    import.module = reader_.name("an import's module name");
    import.name = reader_.name("an import's name");
    read_import_type(import);
    module_.imports.push_back(import);
  }
}

void ModuleReader::read_import_type(Import& import) {
  const std::size_t start = reader_.offset();
  const std::uint8_t kind = reader_.u8("an import's kind");
  if (kind > static_cast<std::uint8_t>(ExternalKind::Tag)) reader_.malformed(start, "malformed import kind");
  import.kind = static_cast<ExternalKind>(kind);
  const auto position = static_cast<std::uint32_t>(module_.imports.size());
  switch (import.kind) {
    case ExternalKind::Function:
      import.index = module_.imported_functions++;
      add_function(position);
      return;
    case ExternalKind::Table:
      import.index = module_.imported_tables++;
      module_.tables.push_back({read_table_type(reader_), position, {}, import.offset});
      return;
    case ExternalKind::Memory:
      import.index = module_.imported_memories++;
      module_.memories.push_back({read_memory_type(reader_), position, import.offset});
      return;
    case ExternalKind::Global:
      import.index = module_.imported_globals++;
      module_.globals.push_back({read_global_type(reader_), position, {}, {}, import.offset});
      return;
    case ExternalKind::Tag:
      import.index = module_.imported_tags++;
      module_.tags.push_back({read_tag_type(reader_), position, import.offset});
      return;
  }
}

void ModuleReader::add_function(std::uint32_t import) {
  if (module_.functions.size() == max_functions) reader_.malformed(reader_.offset(), "too many functions");
  Function function;
  function.input_offset = reader_.offset();
  function.type_index = reader_.u32("a type index");
  function.import = import;
  module_.functions.push_back(function);
}

void ModuleReader::read_function_types() {
  const std::uint32_t count = reader_.count("function count");
  module_.functions.reserve(module_.functions.size() + count);
  for (std::uint32_t i = 0; i < count; ++i) add_function(no_index);
}

void ModuleReader::read_tables() {
  const std::uint32_t count = reader_.count("table count", 3);
  for (std::uint32_t i = 0; i < count; ++i) {
    Table table;
    table.input_offset = reader_.offset();
    const bool has_initial = reader_.peek("a table") == 0x40;
    if (has_initial) {
      reader_.u8("a table");
      const std::size_t start = reader_.offset();
      if (reader_.u8("a table") != 0) reader_.malformed(start, "zero byte expected");
    }
    table.type = read_table_type(reader_);
    if (has_initial) table.initial = read_constant_expression();
    module_.tables.push_back(table);
  }
}

void ModuleReader::read_memories() {
  const std::uint32_t count = reader_.count("memory count", 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t start = reader_.offset();
    module_.memories.push_back({read_memory_type(reader_), no_index, start});
  }
}

void ModuleReader::read_tags() {
  const std::uint32_t count = reader_.count("tag count", 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t start = reader_.offset();
    module_.tags.push_back({read_tag_type(reader_), no_index, start});
  }
}

void ModuleReader::read_globals() {
  const std::uint32_t count = reader_.count("global count", 3);
  module_.globals.reserve(module_.globals.size() + count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Global global;
    global.input_offset = reader_.offset();
    global.type = read_global_type(reader_);
    global.initial = read_constant_expression();
    module_.globals.push_back(global);
  }
}

void ModuleReader::read_exports() {
  const std::uint32_t count = reader_.count("export count", 3);
  module_.exports.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Export exported;
    exported.offset = reader_.offset();
    exported.name = reader_.name("an export's name");
    const std::size_t start = reader_.offset();
    const std::uint8_t kind = reader_.u8("an export's kind");
    if (kind > static_cast<std::uint8_t>(ExternalKind::Tag)) reader_.malformed(start, "malformed export kind");
    exported.kind = static_cast<ExternalKind>(kind);
    exported.index = reader_.u32("an index");
    module_.exports.push_back(exported);
  }
}

void ModuleReader::read_elements() {
  const std::uint32_t count = reader_.count("element segment count", 3);
  for (std::uint32_t i = 0; i < count; ++i) read_element_segment();
}

/// Section 5.5.12. Bit 0 of the flags: not active; bit 1: a table index, or if not active, declarative; bit 2:
/// expressions, not function indices. Neither bit 0 nor 1: table 0, and no type is written.
void ModuleReader::read_element_segment() {
  ElementSegment segment;
  segment.input_offset = reader_.offset();
  const std::uint32_t flags = reader_.u32("an element segment");
  if (flags > 7) reader_.malformed(segment.input_offset, "malformed element segment kind");
  segment.is_function_indices = !(flags & 4);
  segment.type = ValueType::reference(AbstractHeapType::Func, !segment.is_function_indices);
  if (flags & 1) {
    segment.mode = flags & 2 ? SegmentMode::Declarative : SegmentMode::Passive;
  } else {
    segment.mode = SegmentMode::Active;
    if (flags & 2) segment.table = reader_.u32("a table index");
    segment.offset = read_constant_expression();
  }
  if (flags & 3) read_element_kind(segment);
  read_element_items(segment);
  module_.elements.push_back(std::move(segment));
}

void ModuleReader::read_element_kind(ElementSegment& segment) {
  if (!segment.is_function_indices) {
    segment.type = read_reference_type(reader_);
    return;
  }
  const std::size_t start = reader_.offset();
  if (reader_.u8("an element kind") != 0) reader_.malformed(start, "malformed element kind");
}

void ModuleReader::read_element_items(ElementSegment& segment) {
  const std::uint32_t count = reader_.count("element count");
  if (segment.is_function_indices) {
    segment.functions.resize(count);
    for (std::uint32_t& function : segment.functions) function = reader_.u32("a function index");
  } else {
    segment.expressions.resize(count);
    for (ConstantExpression& expression : segment.expressions) expression = read_constant_expression();
  }
}

void ModuleReader::read_code() {
  const std::size_t start = reader_.offset();
  bodies_ = reader_.count("code count", 2);
  if (bodies_ != module_.functions.size() - module_.imported_functions) {
    reader_.malformed(start, "the function and code sections have different lengths");
  }
  for (std::uint32_t i = 0; i < bodies_; ++i) {
    const std::uint32_t size = reader_.count("a function body's size");
    module_.functions[module_.imported_functions + i].body = reader_.skip(size, "a function body");
  }
}

void ModuleReader::read_data() {
  const std::size_t start = reader_.offset();
  const std::uint32_t count = reader_.count("data segment count", 2);
  if (module_.data_count && *module_.data_count != count) {
    reader_.malformed(start, "the data count and data sections have different lengths");
  }
  module_.data.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    DataSegment segment;
    segment.input_offset = reader_.offset();
    const std::uint32_t flags = reader_.u32("a data segment");
    if (flags > 2) reader_.malformed(segment.input_offset, "malformed data segment kind");
    if (flags == 2) segment.memory = reader_.u32("a memory index");
    if (flags != 1) {
      segment.mode = SegmentMode::Active;
      segment.offset = read_constant_expression();
    }
    const std::uint32_t size = reader_.count("a data segment's size");
    segment.bytes = reader_.skip(size, "a data segment");
    module_.data.push_back(segment);
  }
}

/// No instruction that may stand in a constant expression nests, so that the first `end` is the last.
ConstantExpression ModuleReader::read_constant_expression() {
  const std::size_t begin = reader_.offset();
  do {
    read_instruction(reader_, module_, scratch_);
  } while (scratch_.opcode != Opcode::end);
  return {{begin, reader_.offset()}};
}

}  // namespace

Module read_module(std::span<const std::byte> bytes, std::string file) {
  return ModuleReader(bytes, std::move(file)).read();
}

}  // namespace translator

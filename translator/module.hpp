// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A decoded module (specification, section 2.5, "Modules"): everything but the function bodies and the bytes of data
// segments, which stay in the input and are named by their place there. Memory use is therefore that of the tables of
// types, names, imports, exports and segments, and does not grow with the code.
//
// Index spaces are flat: imported entities first, as in the specification. `functions[i].is_import()` tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "large_vector.hpp"
#include "types.hpp"

namespace translator {

inline constexpr std::uint32_t no_index = 0xffff'ffffu;

enum class ExternalKind : std::uint8_t { Function = 0, Table = 1, Memory = 2, Global = 3, Tag = 4 };

/// A range of bytes of the input, by file offset.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

/// A constant expression (section 3.3.14): its bytes in the input, the final `end` included.
struct ConstantExpression {
  ByteRange bytes;
};

struct Import {
  std::string_view module;  ///< raw bytes, valid UTF-8, may hold U+0000; points into the input
  std::string_view name;
  ExternalKind kind = ExternalKind::Function;
  std::uint32_t index = 0;  ///< in the index space of its kind
  std::size_t offset = 0;   ///< of the import in the input
};

struct Export {
  std::string_view name;
  ExternalKind kind = ExternalKind::Function;
  std::uint32_t index = 0;
  std::size_t offset = 0;
};

struct Function {
  std::uint32_t type_index = 0;
  std::uint32_t import = no_index;  ///< index into Module::imports
  ByteRange body;                   ///< local declarations and code, `end` included; empty for imports
  std::size_t input_offset = 0;     ///< of its import, or of its entry in the function section
  bool is_referenced = false;       ///< some ref.func, element, export may make a reference to it (section 3.5.1, C.refs)
  bool is_element_only = false;     ///< and none but elements of active segments, unless a body has a ref.func
  std::string_view name;            ///< of the name section; empty if none
  bool is_import() const { return import != no_index; }
};

struct Table {
  TableType type;
  std::uint32_t import = no_index;
  std::optional<ConstantExpression> initial;  ///< of a table with an explicit initialiser
  std::size_t input_offset = 0;
  bool is_import() const { return import != no_index; }
};

struct Memory {
  MemoryType type;
  std::uint32_t import = no_index;
  std::size_t input_offset = 0;
  bool is_import() const { return import != no_index; }
};

struct Global {
  GlobalType type;
  std::uint32_t import = no_index;
  ConstantExpression initial;  ///< of a defined global
  std::string_view name;
  std::size_t input_offset = 0;
  bool is_import() const { return import != no_index; }
};

struct Tag {
  TagType type;
  std::uint32_t import = no_index;
  std::size_t input_offset = 0;
  bool is_import() const { return import != no_index; }
};

enum class SegmentMode : std::uint8_t { Passive, Active, Declarative };

struct ElementSegment {
  SegmentMode mode = SegmentMode::Passive;
  ValueType type = ValueType::reference(AbstractHeapType::Func, true);
  std::uint32_t table = 0;                       ///< of an active segment
  ConstantExpression offset;                     ///< of an active segment
  bool is_function_indices = false;              ///< elements are `functions`, else `expressions`
  std::vector<std::uint32_t> functions;
  std::vector<ConstantExpression> expressions;
  std::size_t input_offset = 0;
  std::size_t size() const { return is_function_indices ? functions.size() : expressions.size(); }
};

struct DataSegment {
  SegmentMode mode = SegmentMode::Passive;
  std::uint32_t memory = 0;   ///< of an active segment
  ConstantExpression offset;  ///< of an active segment
  ByteRange bytes;
  std::size_t input_offset = 0;
};

struct LocalName {
  std::uint32_t function = 0;
  std::uint32_t local = 0;
  std::string_view name;
};

/// Which way a branch mostly goes, as the module's producer knows it (the section metadata.code.branch_hint).
struct BranchHint {
  std::size_t offset = 0;  ///< of the `if` or `br_if` in the input
  bool is_likely = false;  ///< whether its condition mostly holds
};

struct FieldName {
  std::uint32_t type = 0;
  std::uint32_t field = 0;
  std::string_view name;
};

struct Module {
  std::string file;                  ///< as given by the user; for messages
  std::span<const std::byte> bytes;  ///< the whole input; outlives the module

  std::vector<SubType> types;
  std::vector<std::uint32_t> canonical_types;  ///< per type: the lowest index of an equivalent one (type_matcher.hpp)
  std::vector<Import> imports;
  LargeVector<Function> functions;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<Export> exports;
  std::uint32_t start = no_index;
  std::size_t start_offset = 0;  ///< of the start section in the input
  std::vector<ElementSegment> elements;
  LargeVector<DataSegment> data;
  std::optional<std::uint32_t> data_count;

  std::string_view name;               ///< of the name section
  std::vector<LocalName> local_names;  ///< sorted by function, then local
  std::vector<BranchHint> branch_hints;  ///< sorted by offset
  std::vector<std::string_view> type_names;  ///< by type; empty, or with empty ones for types without a name
  std::vector<FieldName> field_names;  ///< sorted by type, then field

  std::uint32_t imported_functions = 0, imported_tables = 0, imported_memories = 0, imported_globals = 0,
                imported_tags = 0;

  const FunctionType& type_of_function(std::uint32_t function) const {
    return types[functions[function].type_index].function;
  }
};

}  // namespace translator

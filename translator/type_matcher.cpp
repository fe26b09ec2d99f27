// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Canonical types and subtyping: see type_matcher.hpp.
#include "type_matcher.hpp"

#include <cassert>
#include <unordered_map>

#include "keyed_hash.hpp"

namespace translator {
namespace {

/// Writes a recursive group down as a string that is equal for equal groups.
class GroupKey {
 public:
  GroupKey(const Module& module, std::uint32_t begin, std::uint32_t end) : module_(module), begin_(begin) {
    for (std::uint32_t i = begin; i < end; ++i) add(module.types[i]);
  }

  std::string take() { return std::move(key_); }

 private:
  void add(const SubType& type) {
    key_ += static_cast<char>(type.kind);
    key_ += static_cast<char>((type.is_final ? 1 : 0) | (type.has_supertype ? 2 : 0));
    if (type.has_supertype) add_index(type.supertype);
    if (type.kind == SubType::Function) {
      add(type.function.parameters);
      add(type.function.results);
      return;
    }
    add_number(static_cast<std::uint32_t>(type.fields.size()));
    for (const FieldType& field : type.fields) {
      key_ += static_cast<char>(field.packed_bits + (field.is_mutable ? 1 : 0));
      add(field.type);
    }
  }

  void add(const std::vector<ValueType>& types) {
    add_number(static_cast<std::uint32_t>(types.size()));
    for (const ValueType& type : types) add(type);
  }

  void add(ValueType type) {
    key_ += static_cast<char>(type.kind);
    if (!type.is_reference()) return;
    key_ += static_cast<char>(type.is_nullable);
    if (type.heap.is_index()) {
      add_index(type.heap.type_index());
    } else {
      key_ += 'a';
      key_ += static_cast<char>(-type.heap.code);
    }
  }

  void add_index(std::uint32_t index) {
    const bool is_inside = index >= begin_;
    key_ += is_inside ? 'r' : 'o';
    add_number(is_inside ? index - begin_ : module_.canonical_types[index]);
  }

  void add_number(std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) key_ += static_cast<char>(number >> shift & 0xff);
  }

  const Module& module_;
  std::uint32_t begin_;
  std::string key_;
};

bool matches_abstract(AbstractHeapType sub, AbstractHeapType super) {
  switch (sub) {
    case AbstractHeapType::Bottom: return true;
    case AbstractHeapType::NoFunc: return super == AbstractHeapType::Func;
    case AbstractHeapType::NoExtern: return super == AbstractHeapType::Extern;
    case AbstractHeapType::NoExn: return super == AbstractHeapType::Exn;
    case AbstractHeapType::None:
      if (super == AbstractHeapType::I31 || super == AbstractHeapType::Struct || super == AbstractHeapType::Array) {
        return true;
      }
      [[fallthrough]];
    case AbstractHeapType::I31:
    case AbstractHeapType::Struct:
    case AbstractHeapType::Array:
      if (super == AbstractHeapType::Eq) return true;
      [[fallthrough]];
    case AbstractHeapType::Eq: return super == AbstractHeapType::Any;
    default: return false;
  }
}

AbstractHeapType abstract_of(SubType::Kind kind) {
  switch (kind) {
    case SubType::Function: return AbstractHeapType::Func;
    case SubType::Struct: return AbstractHeapType::Struct;
    case SubType::Array: return AbstractHeapType::Array;
  }
  return AbstractHeapType::Bottom;
}

}  // namespace

void canonicalize_types(Module& module) {
  std::unordered_map<std::string, std::uint32_t, KeyedHash> first_with_key;
  module.canonical_types.resize(module.types.size());
  for (std::uint32_t begin = 0; begin < module.types.size();) {
    const std::uint32_t end = module.types[begin].group_end;
    const auto [entry, is_new] = first_with_key.try_emplace(GroupKey(module, begin, end).take(), begin);
    for (std::uint32_t i = begin; i < end; ++i) module.canonical_types[i] = entry->second + (i - begin);
    begin = end;
  }
}

bool TypeMatcher::matches(HeapType sub, HeapType super) const {
  if (sub == super) return true;
  if (sub.is_index() && super.is_index()) return is_declared_subtype(sub.type_index(), super.type_index());
  if (sub.is_index()) {
    const AbstractHeapType kind = abstract_of(module_.types[sub.type_index()].kind);
    return kind == super.abstract() || matches_abstract(kind, super.abstract());
  }
  if (super.is_index()) {
    const AbstractHeapType kind = abstract_of(module_.types[super.type_index()].kind);
    const bool is_function = kind == AbstractHeapType::Func;
    return sub.abstract() == AbstractHeapType::Bottom ||
           sub.abstract() == (is_function ? AbstractHeapType::NoFunc : AbstractHeapType::None);
  }
  return matches_abstract(sub.abstract(), super.abstract());
}

bool TypeMatcher::matches_reference(ValueType sub, ValueType super) const {
  if (!sub.is_reference() || !super.is_reference()) return false;
  return (super.is_nullable || !sub.is_nullable) && matches(sub.heap, super.heap);
}

/// A supertype has a lower index than its subtype, so that the walk ends.
bool TypeMatcher::is_declared_subtype(std::uint32_t sub, std::uint32_t super) const {
  while (!is_same(sub, super)) {
    const SubType& type = module_.types[sub];
    if (!type.has_supertype) return false;
    assert(type.supertype < sub);
    sub = type.supertype;
  }
  return true;
}

bool TypeMatcher::matches(const FieldType& sub, const FieldType& super) const {
  if (sub.is_mutable != super.is_mutable || sub.packed_bits != super.packed_bits) return false;
  if (sub.packed_bits != 0) return true;
  return matches(sub.type, super.type) && (!sub.is_mutable || matches(super.type, sub.type));
}

bool TypeMatcher::matches(const std::vector<ValueType>& sub, const std::vector<ValueType>& super) const {
  if (sub.size() != super.size()) return false;
  for (std::size_t i = 0; i < sub.size(); ++i) {
    if (!matches(sub[i], super[i])) return false;
  }
  return true;
}

bool TypeMatcher::extends(const SubType& sub, const SubType& super) const {
  if (sub.kind != super.kind) return false;
  if (sub.kind == SubType::Function) {
    return matches(super.function.parameters, sub.function.parameters) &&
           matches(sub.function.results, super.function.results);
  }
  if (sub.fields.size() < super.fields.size()) return false;
  for (std::size_t i = 0; i < super.fields.size(); ++i) {
    if (!matches(sub.fields[i], super.fields[i])) return false;
  }
  return true;
}

AbstractHeapType TypeMatcher::top_of(HeapType type) const {
  const AbstractHeapType abstract =
      type.is_index() ? abstract_of(module_.types[type.type_index()].kind) : type.abstract();
  switch (abstract) {
    case AbstractHeapType::Func:
    case AbstractHeapType::NoFunc: return AbstractHeapType::Func;
    case AbstractHeapType::Extern:
    case AbstractHeapType::NoExtern: return AbstractHeapType::Extern;
    case AbstractHeapType::Exn:
    case AbstractHeapType::NoExn: return AbstractHeapType::Exn;
    default: return AbstractHeapType::Any;
  }
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which types are the same, and which are subtypes of which (specification, section 3.3).
//
// Two type indices name the same type if their recursive groups are equal when each reference inside a group is
// written relative to the group, and each reference out of it by the type it means:
//
//     (rec (type $a (struct (field (ref null $a)))))      one field: rec.0
//     (rec (type $b (struct (field (ref null $b)))))      one field: rec.0, so $a and $b are the same type
//
// `canonicalize_types` finds this out once for a module, group by group, by looking each up in a hash table:
// `Module::canonical_types` then maps each index to the lowest one of the same type, and sameness is one comparison.
#pragma once

#include "module.hpp"

namespace translator {

/// Fills `module.canonical_types`. References must have been checked to exist (validator_types.cpp).
void canonicalize_types(Module& module);

/// Answers for one module, whose types are canonicalized.
class TypeMatcher {
 public:
  explicit TypeMatcher(const Module& module) : module_(module) {}

  bool is_same(std::uint32_t a, std::uint32_t b) const {
    return module_.canonical_types[a] == module_.canonical_types[b];
  }
  bool matches(HeapType sub, HeapType super) const;
  bool matches(ValueType sub, ValueType super) const {
    return sub == super || sub.kind == ValueType::Bottom || matches_reference(sub, super);
  }
  bool matches(const FieldType& sub, const FieldType& super) const;
  /// Lists of the same length, one by one.
  bool matches(const std::vector<ValueType>& sub, const std::vector<ValueType>& super) const;
  /// Whether a type may declare another as its supertype, by its composite type: `sub` extends `super`.
  bool extends(const SubType& sub, const SubType& super) const;
  /// The top of the hierarchy that a heap type is in: any, func, extern or exn.
  AbstractHeapType top_of(HeapType type) const;

 private:
  bool matches_reference(ValueType sub, ValueType super) const;
  bool is_declared_subtype(std::uint32_t sub, std::uint32_t super) const;

  const Module& module_;
};

}  // namespace translator

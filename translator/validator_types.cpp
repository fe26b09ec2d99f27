// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validation of the type section (specification, section 3.2.10): passes, because each needs what the one before has
// made sure of. First, that all types that are named exist: a type may name those of earlier groups and of its own, and
// as its supertype only earlier ones. Then, that no chain of supertypes is long, because subtyping walks them. Then
// types are canonicalized, so that subtyping can be asked about. Last, that each type really is what its supertype wants.
#include "validator_module.hpp"

#include "diagnostic.hpp"
#include "type_matcher.hpp"

namespace translator {
namespace {

[[noreturn]] void fail(const Module& module, std::uint32_t type, const std::string& message) {
  throw Diagnostic(Refusal::Invalid, module.types[type].offset, "type " + std::to_string(type) + " " + message);
}

void check_reference(const Module& module, std::uint32_t type, ValueType used) {
  if (!used.is_reference() || !used.heap.is_index()) return;
  if (used.heap.type_index() < module.types[type].group_end) return;
  fail(module, type, "names an unknown type, " + std::to_string(used.heap.type_index()));
}

void check_references(const Module& module, std::uint32_t index) {
  const SubType& type = module.types[index];
  for (const ValueType& parameter : type.function.parameters) check_reference(module, index, parameter);
  for (const ValueType& result : type.function.results) check_reference(module, index, result);
  for (const FieldType& field : type.fields) check_reference(module, index, field.type);
  if (type.has_supertype && type.supertype >= index) {
    fail(module, index, "names an unknown supertype, " + std::to_string(type.supertype));
  }
}

void check_subtype_depths(const Module& module) {
  std::vector<std::uint32_t> depths(module.types.size());
  for (std::uint32_t i = 0; i < depths.size(); ++i) {
    if (!module.types[i].has_supertype) continue;
    depths[i] = depths[module.types[i].supertype] + 1;
    if (depths[i] > max_subtype_depth) fail(module, i, "has too many supertypes");
  }
}

void check_supertype(const Module& module, std::uint32_t index) {
  const SubType& type = module.types[index];
  if (!type.has_supertype) return;
  const std::string supertype = std::to_string(type.supertype);
  if (module.types[type.supertype].is_final) fail(module, index, "extends type " + supertype + ", which is final");
  if (!TypeMatcher(module).extends(type, module.types[type.supertype])) {
    fail(module, index, "does not match its supertype, " + supertype);
  }
}

}  // namespace

void validate_types(Module& module) {
  const auto count = static_cast<std::uint32_t>(module.types.size());
  for (std::uint32_t i = 0; i < count; ++i) check_references(module, i);
  check_subtype_depths(module);
  canonicalize_types(module);
  for (std::uint32_t i = 0; i < count; ++i) check_supertype(module, i);
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which types are the same, and which are subtypes of which (specification, section 3.3).
#include "type_matcher.hpp"

#include <gtest/gtest.h>

namespace translator::test {
namespace {

ValueType nullable(std::uint32_t index) { return ValueType::reference(HeapType::index(index), true); }
ValueType non_null(std::uint32_t index) { return ValueType::reference(HeapType::index(index), false); }

SubType function_type(std::vector<ValueType> parameters) {
  SubType type;
  type.function.parameters = std::move(parameters);
  return type;
}

SubType struct_type(std::vector<FieldType> fields) {
  SubType type;
  type.kind = SubType::Struct;
  type.is_final = false;
  type.fields = std::move(fields);
  return type;
}

SubType extending(SubType type, std::uint32_t supertype) {
  type.has_supertype = true;
  type.supertype = supertype;
  return type;
}

/// Adds a recursive group.
void add(Module& module, std::vector<SubType> group) {
  const auto begin = static_cast<std::uint32_t>(module.types.size());
  for (SubType& type : group) {
    type.group_begin = begin;
    type.group_end = begin + static_cast<std::uint32_t>(group.size());
    module.types.push_back(type);
  }
}

TEST(CanonicalTypes, EqualTypesAreOneType) {
  Module module;
  add(module, {function_type({ValueType::I32})});
  add(module, {function_type({ValueType::I64})});
  add(module, {function_type({ValueType::I32})});
  canonicalize_types(module);
  EXPECT_EQ(module.canonical_types, (std::vector<std::uint32_t>{0, 1, 0}));
}

TEST(CanonicalTypes, SelfReferencesAreRelativeToTheGroup) {
  Module module;
  add(module, {struct_type({{nullable(0)}})});
  add(module, {struct_type({{nullable(1)}})});
  add(module, {struct_type({{nullable(0)}})});  // of the first type, not of itself
  canonicalize_types(module);
  EXPECT_EQ(module.canonical_types, (std::vector<std::uint32_t>{0, 0, 2}));
}

TEST(CanonicalTypes, GroupsAreTheSameAsAWhole) {
  Module module;
  add(module, {function_type({}), struct_type({})});
  add(module, {function_type({})});
  add(module, {function_type({}), struct_type({})});
  add(module, {struct_type({}), function_type({})});
  canonicalize_types(module);
  EXPECT_EQ(module.canonical_types, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 5, 6}));
}

TEST(CanonicalTypes, ReferencesOutOfAGroupAreByMeaning) {
  Module module;
  add(module, {function_type({ValueType::F32})});
  add(module, {function_type({ValueType::F32})});
  add(module, {function_type({nullable(0)})});
  add(module, {function_type({nullable(1)})});
  canonicalize_types(module);
  EXPECT_EQ(module.canonical_types, (std::vector<std::uint32_t>{0, 0, 2, 2}));
}

TEST(CanonicalTypes, FinalityMutabilityAndNullabilityCount) {
  Module module;
  add(module, {struct_type({{ValueType::I32, 0, false}})});
  add(module, {struct_type({{ValueType::I32, 0, true}})});
  add(module, {struct_type({{ValueType::I32, 8, false}})});
  SubType final_type = struct_type({{ValueType::I32, 0, false}});
  final_type.is_final = true;
  add(module, {final_type});
  add(module, {struct_type({{nullable(0)}})});
  add(module, {struct_type({{non_null(0)}})});
  canonicalize_types(module);
  EXPECT_EQ(module.canonical_types, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

TEST(TypeMatcher, FollowsTheAbstractHierarchies) {
  using H = AbstractHeapType;
  const Module module;
  const TypeMatcher matcher(module);
  for (const H type : {H::I31, H::Struct, H::Array}) {
    EXPECT_TRUE(matcher.matches(type, H::Eq));
    EXPECT_TRUE(matcher.matches(type, H::Any));
    EXPECT_TRUE(matcher.matches(H::None, type));
    EXPECT_FALSE(matcher.matches(H::Eq, type));
  }
  EXPECT_TRUE(matcher.matches(H::NoFunc, H::Func));
  EXPECT_TRUE(matcher.matches(H::NoExtern, H::Extern));
  EXPECT_TRUE(matcher.matches(H::NoExn, H::Exn));
  EXPECT_FALSE(matcher.matches(H::Func, H::Any));
  EXPECT_FALSE(matcher.matches(H::Extern, H::Any));
  EXPECT_FALSE(matcher.matches(H::None, H::Func));
  EXPECT_FALSE(matcher.matches(H::I31, H::Struct));
}

TEST(TypeMatcher, PutsDefinedTypesIntoTheirHierarchy) {
  using H = AbstractHeapType;
  Module module;
  add(module, {function_type({})});
  add(module, {struct_type({})});
  canonicalize_types(module);
  const TypeMatcher matcher(module);
  EXPECT_TRUE(matcher.matches(HeapType::index(0), H::Func));
  EXPECT_FALSE(matcher.matches(HeapType::index(0), H::Any));
  EXPECT_TRUE(matcher.matches(HeapType::index(1), H::Struct));
  EXPECT_TRUE(matcher.matches(HeapType::index(1), H::Eq));
  EXPECT_FALSE(matcher.matches(HeapType::index(1), H::Array));
  EXPECT_TRUE(matcher.matches(H::NoFunc, HeapType::index(0)));
  EXPECT_TRUE(matcher.matches(H::None, HeapType::index(1)));
  EXPECT_FALSE(matcher.matches(H::None, HeapType::index(0)));
  EXPECT_EQ(matcher.top_of(HeapType::index(0)), H::Func);
  EXPECT_EQ(matcher.top_of(HeapType::index(1)), H::Any);
}

TEST(TypeMatcher, WalksDeclaredSupertypes) {
  Module module;
  add(module, {struct_type({})});
  add(module, {extending(struct_type({{ValueType::I32}}), 0)});
  add(module, {extending(struct_type({{ValueType::I32}, {ValueType::I64}}), 1)});
  canonicalize_types(module);
  const TypeMatcher matcher(module);
  EXPECT_TRUE(matcher.matches(non_null(2), nullable(0)));
  EXPECT_FALSE(matcher.matches(nullable(2), non_null(0)));
  EXPECT_FALSE(matcher.matches(non_null(0), non_null(2)));
}

TEST(TypeMatcher, MutableFieldsAreInvariant) {
  Module module;
  add(module, {struct_type({})});
  canonicalize_types(module);
  const TypeMatcher matcher(module);
  EXPECT_TRUE(matcher.matches(FieldType{non_null(0), 0, false}, FieldType{nullable(0), 0, false}));
  EXPECT_FALSE(matcher.matches(FieldType{non_null(0), 0, true}, FieldType{nullable(0), 0, true}));
  EXPECT_FALSE(matcher.matches(FieldType{ValueType::I32, 8, false}, FieldType{ValueType::I32, 16, false}));
}

TEST(TypeMatcher, FunctionsAreContravariantInParameters) {
  Module module;
  add(module, {function_type({non_null(0)})});
  add(module, {function_type({nullable(0)})});
  canonicalize_types(module);
  const TypeMatcher matcher(module);
  EXPECT_TRUE(matcher.extends(module.types[1], module.types[0]));
  EXPECT_FALSE(matcher.extends(module.types[0], module.types[1]));
}

TEST(TypeMatcher, BottomMatchesEverything) {
  const Module module;
  const TypeMatcher matcher(module);
  EXPECT_TRUE(matcher.matches(ValueType(ValueType::Bottom), ValueType(ValueType::F64)));
  EXPECT_FALSE(matcher.matches(ValueType(ValueType::I32), ValueType(ValueType::I64)));
}

TEST(Spelled, WritesTypesAsTheTextFormatDoes) {
  EXPECT_EQ(spelled(ValueType::reference(AbstractHeapType::Func, true)), "funcref");
  EXPECT_EQ(spelled(ValueType::reference(AbstractHeapType::Func, false)), "(ref func)");
  EXPECT_EQ(spelled(nullable(3)), "(ref null 3)");
  EXPECT_EQ(spelled(FunctionType{{ValueType::I32, ValueType::F64}, {ValueType::I64}}), "(i32 f64) -> i64");
}

}  // namespace
}  // namespace translator::test

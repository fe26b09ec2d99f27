// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader against what is not a module: counts that nothing stands behind, names that are no UTF-8, sections out of
// order; and that what it reads is what was written.
#include <gtest/gtest.h>

#include "module_bytes.hpp"

namespace translator::test {
namespace {

bool is_name(const Bytes& text) {
  const Bytes bytes = sized(text);
  ByteReader reader(std::as_bytes(std::span(bytes)), {0, bytes.size()});
  try {
    reader.name("a name");
    return true;
  } catch (const Diagnostic&) {
    return false;
  }
}

std::string refusal_of_reading(const Bytes& bytes) {
  try {
    read(bytes);
    return "";
  } catch (const Diagnostic& diagnostic) {
    EXPECT_EQ(diagnostic.refusal(), Refusal::Malformed);
    return diagnostic.what();
  }
}

Bytes name_section(const Bytes& subsections) {
  Bytes contents = {4, 'n', 'a', 'm', 'e'};
  append(contents, subsections);
  return section(0, contents);
}

TEST(Utf8, AcceptsTheShortestFormOfEachLength) {
  EXPECT_TRUE(is_name({}));
  EXPECT_TRUE(is_name({0x00}));
  EXPECT_TRUE(is_name({0x7f}));
  EXPECT_TRUE(is_name({0xc2, 0x80}));
  EXPECT_TRUE(is_name({0xe0, 0xa0, 0x80}));
  EXPECT_TRUE(is_name({0xed, 0x9f, 0xbf}));
  EXPECT_TRUE(is_name({0xf0, 0x90, 0x80, 0x80}));
  EXPECT_TRUE(is_name({0xf4, 0x8f, 0xbf, 0xbf}));
}

TEST(Utf8, RejectsOverlongForms) {
  EXPECT_FALSE(is_name({0xc0, 0x80}));
  EXPECT_FALSE(is_name({0xc1, 0xbf}));
  EXPECT_FALSE(is_name({0xe0, 0x9f, 0xbf}));
  EXPECT_FALSE(is_name({0xf0, 0x8f, 0xbf, 0xbf}));
}

TEST(Utf8, RejectsSurrogatesAndWhatIsBeyondUnicode) {
  EXPECT_FALSE(is_name({0xed, 0xa0, 0x80}));
  EXPECT_FALSE(is_name({0xf4, 0x90, 0x80, 0x80}));
  EXPECT_FALSE(is_name({0xf5, 0x80, 0x80, 0x80}));
}

TEST(Utf8, RejectsTruncatedAndStrayBytes) {
  EXPECT_FALSE(is_name({0xe2, 0x82}));
  EXPECT_FALSE(is_name({0x80}));
  EXPECT_FALSE(is_name({0xe2, 0x82, 'a'}));
}

TEST(Reader, AcceptsTheEmptyModule) { EXPECT_EQ(refusal_of(module({})), ""); }

TEST(Reader, RejectsEveryPrefixOfTheHeader) {
  const Bytes header = module({});
  for (std::size_t size = 0; size < header.size(); ++size) {
    EXPECT_NE(refusal_of_reading(Bytes(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(size))), "");
  }
}

TEST(Reader, RejectsCountsThatTheRestCannotHold) {
  const Bytes huge = {0xff, 0xff, 0xff, 0xff, 0x0f};
  for (const std::uint8_t id : Bytes{1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) {
    EXPECT_TRUE(mentions(refusal_of_reading(module({section(id, huge)})), "is more than the 0 bytes that remain"))
        << int{id};
  }
}

TEST(Reader, RejectsASectionThatIsLongerThanTheModule) {
  EXPECT_NE(refusal_of_reading(module({{1, 0x7f, 0}})), "");
}

TEST(Reader, RejectsASectionThatIsLongerThanItsContents) {
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(1, {0, 0})})), "longer than its contents"));
}

TEST(Reader, RejectsSectionsOutOfOrder) {
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(3, {0}), section(1, {0})})), "unexpected type section"));
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(1, {0}), section(1, {0})})), "unexpected type section"));
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(6, {0}), section(13, {0})})), "unexpected tag section"));
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(14, {0})})), "section id 14"));
}

TEST(Reader, AcceptsCustomSectionsAnywhere) {
  const Bytes custom = section(0, {1, 'x', 9, 9});
  EXPECT_EQ(refusal_of(module({custom, section(1, {0}), custom, custom, section(3, {0}), custom})), "");
}

TEST(Reader, RejectsFunctionsWithoutBodies) {
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(1, {1, 0x60, 0, 0}), section(3, {1, 0})})),
                       "function and code sections have different lengths"));
}

TEST(Reader, RejectsDataThatIsNotCounted) {
  const Bytes counted = section(12, {2});
  EXPECT_TRUE(mentions(refusal_of_reading(module({counted, section(11, {1, 1, 0})})), "different lengths"));
  EXPECT_TRUE(mentions(refusal_of_reading(module({counted})), "different lengths"));
}

TEST(Reader, RejectsMoreLocalsThanTheLimit) {
  const Bytes most = {1, 0xd0, 0x86, 0x03, 0x7f, 0x0b};  // 50,000
  const Bytes too_many = {2, 0xd0, 0x86, 0x03, 0x7f, 1, 0x7f, 0x0b};
  const Bytes wrapping = {2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 2, 0x7f, 0x0b};
  EXPECT_EQ(refusal_of(module_of_body(most)), "");
  EXPECT_TRUE(mentions(refusal_of(module_of_body(too_many)), "too many locals"));
  EXPECT_TRUE(mentions(refusal_of(module_of_body(wrapping)), "too many locals"));
}

TEST(Reader, RejectsMoreParametersThanTheLimit) {
  Bytes type = {1, 0x60, 0xe9, 0x07};  // 1,001
  type.insert(type.end(), 1001, 0x7f);
  type.push_back(0);
  EXPECT_TRUE(mentions(refusal_of_reading(module({section(1, type)})), "beyond the limit of 1000"));
}

TEST(Reader, TakesNamesFromTheNameSection) {
  const Bytes body = {0, 0x0b};
  const Bytes names = name_section({0, 2, 1, 'm', 1, 4, 1, 0, 1, 'f', 2, 6, 1, 0, 1, 3, 1, 'x', 7, 4, 1, 0, 1, 'g'});
  Bytes bytes = module_of_body(body);
  append(bytes, names);
  const Module module = read(bytes);
  EXPECT_EQ(module.name, "m");
  EXPECT_EQ(module.functions[0].name, "f");
  EXPECT_EQ(module.globals[0].name, "g");
  ASSERT_EQ(module.local_names.size(), 1u);
  EXPECT_EQ(module.local_names[0].local, 3u);
  EXPECT_EQ(module.local_names[0].name, "x");
}

TEST(Reader, IgnoresAMalformedNameSection) {
  EXPECT_EQ(refusal_of(module({name_section({1, 0x7f, 0xff})})), "");
  EXPECT_EQ(refusal_of(module({name_section({1, 4, 1, 99, 1, 'f'})})), "");
}

Bytes hint_section(const Bytes& contents) {
  Bytes bytes = sized({'m', 'e', 't', 'a', 'd', 'a', 't', 'a', '.', 'c', 'o', 'd', 'e', '.',
                       'b', 'r', 'a', 'n', 'c', 'h', '_', 'h', 'i', 'n', 't'});
  append(bytes, contents);
  return section(0, bytes);
}

/// The body is: no locals; i32.const 0; if, at offset 3; end; end.
std::vector<BranchHint> hints_of(const Bytes& contents) {
  Bytes bytes = module_of_body({0, 0x41, 0, 0x04, 0x40, 0x0b, 0x0b});
  append(bytes, hint_section(contents));
  EXPECT_EQ(refusal_of(bytes), "");
  Module module = read(bytes);
  for (BranchHint& hint : module.branch_hints) hint.offset -= module.functions[0].body.begin;
  return module.branch_hints;
}

TEST(Reader, TakesBranchHintsByTheirPlaceInTheBody) {
  const std::vector<BranchHint> hints = hints_of({1, 0, 2, 5, 1, 0, 3, 1, 1});
  ASSERT_EQ(hints.size(), 2u);
  EXPECT_EQ(hints[0].offset, 3u);
  EXPECT_TRUE(hints[0].is_likely);
  EXPECT_EQ(hints[1].offset, 5u);
  EXPECT_FALSE(hints[1].is_likely);
}

TEST(Reader, IgnoresMalformedBranchHints) {
  EXPECT_TRUE(hints_of({}).empty());
  EXPECT_TRUE(hints_of({1, 0, 1, 3, 1, 2}).empty());                           // neither 0 nor 1
  EXPECT_TRUE(hints_of({1, 0, 1, 3, 2, 1, 1}).empty());                        // a hint of two bytes
  EXPECT_TRUE(hints_of({1, 0, 2, 3, 1, 1}).empty());                           // cut off
  EXPECT_TRUE(hints_of({0xff, 0xff, 0xff, 0xff, 0x0f, 0, 1, 3, 1, 1}).empty());  // a count that cannot be
  EXPECT_TRUE(hints_of({1, 0, 1, 7, 1, 1}).empty());                           // outside of the body
  EXPECT_TRUE(hints_of({1, 9, 1, 3, 1, 1}).empty());                           // no such function
}

TEST(Reader, ReadsNestingOfAnyDepth) {
  Bytes body = {0};
  for (int i = 0; i < 100'000; ++i) append(body, {0x02, 0x40});
  body.insert(body.end(), 100'001, 0x0b);
  EXPECT_EQ(refusal_of(module_of_body(body)), "");
}

TEST(Reader, KeepsTheBitsOfNaNs) {
  const Bytes bytes = module_of_body({0, 0x43, 0x01, 0x00, 0xa0, 0x7f, 0x1a, 0x0b});
  const Module module = read(bytes);
  InstructionReader reader(module, module.functions[0].body);
  reader.read_locals();
  Instruction instruction;
  reader.next(instruction);
  EXPECT_EQ(instruction.opcode, Opcode::f32_const);
  EXPECT_EQ(instruction.bits, 0x7fa0'0001u);
}

TEST(Reader, FindsEachInstructionOfTheTableByItsCode) {
#define OP(id, prefix, code, ...) EXPECT_EQ(opcode_of(prefix, code), Opcode::id);
#include "instructions.def"
#undef OP
}

}  // namespace
}  // namespace translator::test

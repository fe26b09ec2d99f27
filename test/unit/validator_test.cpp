// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the validator says of invalid modules: which instruction, what it expected, what it found. That it accepts and
// refuses the right modules is for the specification's suite to show.
#include "validator.hpp"

#include <gtest/gtest.h>

#include "module_bytes.hpp"

namespace translator::test {
namespace {

/// Of a function of type () -> () without locals, in a module with a memory, a table and a mutable i64 global.
std::string refusal_of_code(const Bytes& instructions) {
  Bytes body = {0};
  append(body, instructions);
  body.push_back(0x0b);
  return refusal_of(module_of_body(body));
}

std::string unsupported(const Bytes& bytes) {
  Module module = read(bytes);
  validate_module(module);
  try {
    require_supported(module);
    return "";
  } catch (const Diagnostic& diagnostic) {
    EXPECT_EQ(diagnostic.refusal(), Refusal::Unsupported);
    return diagnostic.what();
  }
}

TEST(Validator, NamesInstructionExpectationAndFinding) {
  EXPECT_EQ(refusal_of_code({0x41, 1, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x6a, 0x1a}),
            "func 0: i32.add expects i32, found f64");
  EXPECT_EQ(refusal_of_code({0x45, 0x1a}), "func 0: i32.eqz expects i32, found nothing on the operand stack");
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x24, 0}), "func 0: global.set expects i64, found i32");
  EXPECT_EQ(refusal_of_code({0x42, 0, 0x28, 2, 0, 0x1a}), "func 0: i32.load expects i32, found i64");
}

TEST(Validator, NamesWhatDoesNotExist) {
  EXPECT_EQ(refusal_of_code({0x20, 5, 0x1a}), "func 0: local.get names an unknown local, 5");
  EXPECT_EQ(refusal_of_code({0x0c, 9}), "func 0: br names an unknown label, 9");
  EXPECT_EQ(refusal_of_code({0x10, 7}), "func 0: call names an unknown function, 7");
  EXPECT_EQ(refusal_of_code({0x3f, 3, 0x1a}), "func 0: memory.size names an unknown memory, 3");
}

TEST(Validator, GivesTheOffsetOfTheInstruction) {
  const Bytes bytes = module_of_body({0, 0x41, 1, 0x45, 0x45, 0x6a, 0x1a, 0x0b});
  try {
    Module module = read(bytes);
    validate_module(module);
    validate_function(module, 0);
    FAIL();
  } catch (const Diagnostic& diagnostic) {
    EXPECT_EQ(diagnostic.refusal(), Refusal::Invalid);
    EXPECT_EQ(bytes[diagnostic.offset()], 0x6a);
    EXPECT_EQ(diagnostic.formatted("demo.wasm"),
              "demo.wasm:0x2e: func 0: i32.add expects i32, found nothing on the operand stack");
  }
}

TEST(Validator, NamesTheFunctionByItsName) {
  Bytes bytes = module_of_body({0, 0x1a, 0x0b});
  append(bytes, section(0, {4, 'n', 'a', 'm', 'e', 1, 4, 1, 0, 1, 'f'}));
  EXPECT_EQ(refusal_of(bytes), "func $f: drop expects an operand, found nothing on the operand stack");
}

TEST(Validator, CountsWhatIsLeftOver) {
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x41, 0}), "func 0: end finds 2 operands more than the block's results");
}

TEST(Validator, ASequenceMustBeClosedOnce) {
  EXPECT_EQ(refusal_of(module_of_body({0, 0x02, 0x40, 0x0b})), "func 0: the expression ends inside a block");
  EXPECT_EQ(refusal_of_code({0x0b}), "func 0: end follows the end of the expression");
}

TEST(Validator, UnreachableCodeIsPolymorphic) {
  EXPECT_EQ(refusal_of_code({0x00, 0x6a, 0x1a}), "");
  EXPECT_EQ(refusal_of_code({0x00, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x6a, 0x1a}),
            "func 0: i32.add expects i32, found f64");
}

TEST(Validator, AlignmentIsAtMostNatural) {
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x28, 2, 0, 0x1a}), "");
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x28, 3, 0, 0x1a}), "func 0: i32.load has alignment 2^3: larger than natural");
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x28, 0x3f, 0, 0x1a}),
            "func 0: i32.load has alignment 2^63: larger than natural");
}

TEST(Validator, OffsetsInSmallMemoriesHave32Bits) {
  EXPECT_EQ(refusal_of_code({0x41, 0, 0x28, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a}), "");
  EXPECT_TRUE(mentions(refusal_of_code({0x41, 0, 0x28, 0, 0x80, 0x80, 0x80, 0x80, 0x10, 0x1a}), "offset out of range"));
}

TEST(Validator, BranchTablesAgreeOnTheirArity) {
  EXPECT_TRUE(mentions(refusal_of_code({0x02, 0x7f, 0x41, 0, 0x41, 0, 0x0e, 1, 0, 1, 0x0b, 0x1a}), "br_table expects"));
}

TEST(Validator, ReferencesInCodeMustBeDeclared) {
  EXPECT_EQ(refusal_of_code({0xd2, 0, 0x1a}), "func 0: ref.func names function 0: undeclared function reference");
}

TEST(Validator, ABodyCannotPushWithoutEnd) {
  Bytes types = {2, 0x60, 0, 0, 0x60, 0, 0xe8, 0x07};
  types.insert(types.end(), 1000, 0x7f);
  Bytes caller = {0};
  for (int i = 0; i < 1001; ++i) append(caller, {0x10, 1});
  append(caller, {0x00, 0x0b});
  const Bytes bytes =
      module({section(1, types), section(3, {2, 0, 1}), code({caller, {0, 0x00, 0x0b}})});
  EXPECT_TRUE(mentions(refusal_of(bytes), "more than the limit of 1000000 operands"));
}

TEST(Validator, ConstantExpressionsReadOnlyEarlierImmutableGlobals) {
  EXPECT_EQ(refusal_of(module({section(6, {2, 0x7f, 0, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 0, 0x0b})})), "");
  EXPECT_EQ(refusal_of(module({section(6, {1, 0x7f, 0, 0x23, 0, 0x0b})})), "global.get names an unknown global, 0");
  EXPECT_TRUE(mentions(refusal_of(module({section(6, {2, 0x7f, 1, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 0, 0x0b})})),
                       "mutable global"));
  EXPECT_TRUE(mentions(refusal_of(module({section(6, {1, 0x7f, 0, 0x41, 1, 0x45, 0x0b})})), "i32.eqz is not constant"));
}

TEST(Validator, MemoriesHaveAtMostFourGibibytes) {
  EXPECT_EQ(refusal_of(module({section(5, {1, 1, 0, 0x80, 0x80, 0x04})})), "");
  EXPECT_EQ(refusal_of(module({section(5, {1, 1, 0, 0x81, 0x80, 0x04})})), "memory size must be at most 65536");
  EXPECT_EQ(refusal_of(module({section(5, {1, 1, 2, 1})})), "size minimum must not be greater than maximum: 2 > 1");
  EXPECT_EQ(refusal_of(module({section(5, {1, 2, 1})})), "shared memory must have maximum");
}

TEST(Validator, ExportNamesDiffer) {
  EXPECT_EQ(refusal_of(module({section(5, {1, 0, 1}), section(7, {2, 1, 'a', 2, 0, 1, 'a', 2, 0})})),
            "duplicate export name \"a\"");
}

TEST(Gate, LetsTheCorePass) {
  const Bytes types = section(1, {1, 0x60, 3, 0x70, 0x6f, 0x7b, 2, 0x7f, 0x7e});
  EXPECT_EQ(unsupported(module({types, section(5, {2, 4, 0, 0, 1})})), "");
}

TEST(Gate, LetsSharedMemoriesAndSmallPagesPass) {
  EXPECT_EQ(unsupported(module({section(5, {2, 3, 1, 1, 8, 7, 0})})), "");
}

}  // namespace
}  // namespace translator::test

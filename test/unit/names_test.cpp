// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rule of names.hpp, and that it never lets two names meet: every short text over an alphabet that is chosen to
// provoke collisions is escaped, and all results differ.
#include "names.hpp"

#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace translator;

namespace {

/// All concatenations of up to `length` of the given pieces.
std::set<std::string> texts(const std::vector<std::string>& pieces, int length) {
  std::set<std::string> all = {""};
  for (int i = 0; i < length; ++i) {
    const std::set<std::string> shorter = all;
    for (const std::string& text : shorter)
      for (const std::string& piece : pieces) all.insert(text + piece);
  }
  return all;
}

bool is_identifier(const std::string& text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0]))) return false;
  for (const unsigned char c : text)
    if (!std::isalnum(c) && c != '_') return false;
  return true;
}

void expect_distinct_identifiers(std::string (*escape)(std::string_view)) {
  const auto names = texts({"_", "x", "2d", "-", "5f", "int", "t1", "self_", "empty", "1", "\xc3\xa9"}, 4);
  std::set<std::string> results;
  for (const std::string& name : names) {
    const std::string result = escape(name);
    EXPECT_TRUE(is_identifier(result)) << name << " -> " << result;
    EXPECT_TRUE(results.insert(result).second) << name << " -> " << result << ", which another name has";
  }
}

}  // namespace

TEST(Names, OrdinaryIdentifiersStay) {
  for (const char* name : {"sum", "_start", "__heap_base", "memory", "add_2", "_ZN3foo3barE", "main", "__new"})
    EXPECT_EQ(escape_member(name), name);
}

TEST(Names, ANamespaceLeavesMainToTheHost) {
  EXPECT_EQ(namespace_name("main"), "main_");
  EXPECT_EQ(namespace_name("main_"), "main__");
  EXPECT_EQ(escape_internal("main"), "main");
}

TEST(Names, OtherBytesAreWrittenInHexadecimal) {
  EXPECT_EQ(escape_member("read-byte"), "read_x2dbyte");
  EXPECT_EQ(escape_member("a.b"), "a_x2eb");
  EXPECT_EQ(escape_member("\xc3\xa9"), "_xc3_xa9");
  EXPECT_EQ(escape_member(std::string_view("a\0b", 3)), "a_x00b");
  EXPECT_EQ(escape_member("2d"), "_x32d");
}

TEST(Names, WhatLooksLikeAnEscapeIsEscaped) {
  EXPECT_EQ(escape_member("read_x2dbyte"), "read_x5fx2dbyte");
  EXPECT_EQ(escape_member("_x2D"), "_x2D");
}

TEST(Names, TheEmptyNameHasOneOfItsOwn) {
  EXPECT_EQ(escape_member(""), "_empty");
  EXPECT_EQ(escape_member("_empty"), "_empty_");
}

TEST(Names, KeywordsLibraryNamesAndMacrosGetAnUnderscore) {
  for (const char* name :
       {"int",   "class",  "co_await", "and",   "time",  "index", "malloc",    "unix",  "linux", "errno", "EOF",
        "stdin", "SIGINT", "NULL",     "major", "minor", "std",   "__linux__", "_Bool", "__asm", "assert"})
    EXPECT_EQ(escape_member(name), std::string(name) + "_");
}

TEST(Names, ReservedNamesWithUnderscoresGetOneMore) {
  EXPECT_EQ(escape_member("int_"), "int__");
  EXPECT_EQ(escape_member("int__"), "int___");
}

TEST(Names, TheClassKeepsItsOwnMembers) {
  for (const char* name : {"instance", "create", "imports", "description", "self_"})
    EXPECT_EQ(escape_member(name), std::string(name) + "_");
  EXPECT_EQ(escape_member("self"), "self");
}

TEST(Names, InternalNamesCannotHideHelpersOrTemporaries) {
  for (const char* name : {"i32_load", "memory_grow", "call_indirect", "trap_unreachable", "u32", "state", "self", "m",
                           "m1", "t12", "f0", "g3", "L7", "p1", "l2", "b9", "values_of", "get", "select", "result", "tags",
                           "tag_list", "tag_space", "image_0", "memory_space", "defined_function", "tail_buffer"})
    EXPECT_EQ(escape_internal(name), std::string(name) + "_");
  EXPECT_EQ(escape_internal("format"), "format");
  EXPECT_EQ(escape_internal("t"), "t");
}

TEST(Names, ANamespaceCannotConfuseTheRuntimesNames) {
  for (const char* name : {"call", "u32", "i32_load", "memory_copy", "time", "std", "wasm2cpp"})
    EXPECT_EQ(namespace_name(name), std::string(name) + "_");
  for (const char* name : {"memory", "table", "memory_test", "t12", "instance", "imports"})
    EXPECT_EQ(namespace_name(name), name);
}

TEST(Names, MembersNeverMeet) { expect_distinct_identifiers(escape_member); }
TEST(Names, InternalsNeverMeet) { expect_distinct_identifiers(escape_internal); }
TEST(Names, NamespacesNeverMeet) { expect_distinct_identifiers(namespace_name); }

TEST(Names, LongNamesAreCutBehindAWholeCharacter) {
  const std::string most(longest_identifier, 'n');
  for (const auto escape : {escape_member, escape_internal}) {
    EXPECT_EQ(escape(most), most);
    EXPECT_EQ(escape(most + "n"), most);
    EXPECT_EQ(escape(most.substr(3) + "-n"), most.substr(3));
    EXPECT_EQ(escape(most.substr(4) + "-n"), most.substr(4) + "_x2d");
    EXPECT_EQ(escape(most.substr(4) + "\xc3\xa9"), most.substr(4));
    EXPECT_EQ(escape(most.substr(8) + "\xc3\xa9n"), most.substr(8) + "_xc3_xa9");
    EXPECT_EQ(escape(most.substr(1) + "_x2d"), most.substr(1));
  }
}

TEST(Names, ALongReservedNameHasRoomForItsUnderscore) {
  const std::string most = "memory_" + std::string(longest_identifier - 7, 'n');
  const std::string cut = most.substr(0, longest_identifier - 1) + "_";
  EXPECT_EQ(escape_internal(most), cut);
  EXPECT_EQ(escape_internal(most + "n"), cut);
  EXPECT_EQ(escape_internal(most.substr(0, longest_identifier - 1)), cut);
  EXPECT_EQ(escape_member(most), most);
}

TEST(Names, ANamespaceIsNotCut) { EXPECT_EQ(namespace_name(std::string(300, 'n')), std::string(300, 'n')); }

TEST(Names, TheStemIsTheFileNameWithoutItsExtension) {
  EXPECT_EQ(stem_of("dir/my.lib.wasm"), "my.lib");
  EXPECT_EQ(stem_of("sum"), "sum");
  EXPECT_EQ(stem_of("a.b/sum"), "sum");
  EXPECT_EQ(stem_of(".wasm"), ".wasm");
}

TEST(UniqueNames, EqualNamesAreToldApart) {
  UniqueNames names;
  EXPECT_EQ(names.claim("fac", "f0"), "fac");
  EXPECT_EQ(names.claim("fac", "f1"), "fac_f1");
  EXPECT_EQ(names.claim("", "f2"), "f2");
  EXPECT_EQ(names.claim("fac_f1", "f3"), "fac_f1_f3");
  EXPECT_EQ(names.claim("fac", "f1"), "fac_f1_");
}

TEST(UniqueNames, NamesThatAreCutAreToldApart) {
  const std::string beginning(300, 'n');
  UniqueNames names;
  EXPECT_EQ(names.claim(escape_internal(beginning + "1"), "f0"), beginning.substr(0, longest_identifier));
  EXPECT_EQ(names.claim(escape_internal(beginning + "2"), "f1"), beginning.substr(0, longest_identifier) + "_f1");
}

TEST(UniqueNames, AnInnerScopeDoesNotHideTheOuterOne) {
  UniqueNames functions;
  functions.claim("fac", "f0");
  UniqueNames locals(&functions);
  EXPECT_EQ(locals.claim("fac", "l0"), "fac_l0");
  EXPECT_FALSE(functions.is_taken("fac_l0"));
}

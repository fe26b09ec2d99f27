// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a module's names, which are any UTF-8 text, to C++ identifiers. The rule, which users rely on:
//
//  1. Letters, digits and `_` stay; every other byte is written `_xHH`, its value in lower-case hexadecimal:
//     `read-byte` is `read_x2dbyte`. A digit in front is written so too: `2d` is `_x32d`. Where the text itself holds
//     something that looks like such an escape, its underscore is written `_x5f`. The empty name is `_empty`.
//  2. A reserved name gets a trailing underscore: `int` is `int_`, `time` is `time_`. So that no two names meet, a
//     reserved name with underscores behind it gets one more, too: `int_` is `int__`.
//  3. What is longer than 200 characters then is cut to at most 200, behind a whole character of the name. Emitted code
//     says a name as often as the module mentions its index, in two bytes.
//
// Reserved everywhere (reserved_names.def): C++ keywords, names of the C library, macros that compilers predefine or
// that common headers define, `__…__`, `_A…` (but not `_Z…`: mangled names), `__builtin_…` and the like. Reserved for
// members besides: what the class itself is made of (`instance`, `create`, `imports`, `description`, `from`, `self_`,
// …). Reserved for namespaces besides: `main`, and what emitted code uses unqualified (guest_names.def: `call`, `u32`,
// `i32_…`).
// Reserved for internal functions and variables besides: the same, whatever begins like a helper (`memory_…`), and the
// names that the emitter makes (`t12`, `L3`, `f7`, `self`, `m`).
//
// The first two steps are injective, hence different names stay different. In the name section, though, names may be
// equal, and so may be names that are cut: `UniqueNames` tells those apart. The namespace, which the module does not
// choose, is not cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "keyed_hash.hpp"

namespace translator {

inline constexpr std::size_t longest_identifier = 200;

/// The identifier for an export, an imported module or an import: `time` is `time_`.
std::string escape_member(std::string_view name);

/// The identifier for an internal function, a global or a local variable.
std::string escape_internal(std::string_view name);

/// The namespace for `--name`, or for the stem of a file: "dir/my.lib.wasm" has the stem "my.lib".
std::string namespace_name(std::string_view name);
std::string_view stem_of(std::string_view path);

/// Hands out each identifier once within one scope, and never one of the scope around it: a local variable may not
/// hide the function that is called next.
class UniqueNames {
 public:
  UniqueNames() = default;
  /// For an inner scope. `enclosing` outlives it; scopes in different threads may share one that no longer changes.
  explicit UniqueNames(const UniqueNames* enclosing) : enclosing_(enclosing) {}

  /// `wanted` if it is free; else `wanted_fallback`, and if that is taken too, with underscores behind.
  /// Without a wanted name it is `fallback`: one of the reserved ones (`f12`), hence free unless claimed before.
  std::string claim(std::string wanted, const std::string& fallback);
  bool is_taken(const std::string& name) const;

 private:
  const UniqueNames* enclosing_ = nullptr;
  std::unordered_set<std::string, KeyedHash> taken_;
};

}  // namespace translator

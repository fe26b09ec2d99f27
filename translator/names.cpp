// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Why the second step is injective: the set of names that get an underscore is closed under putting underscores behind
// ("a reserved name with any number of them"), and what comes out of it is in the set again. So within the set the step
// only lengthens, outside it changes nothing, and the two never meet.
#include "names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace translator {
namespace {

using Names = std::unordered_set<std::string_view>;

const Names& reserved_everywhere() {
  static const Names names = {
      "_empty",  // what the empty name becomes, so that nothing else does
#include "reserved_names.def"
  };
  return names;
}

const Names& reserved_for_members() {
  static const Names names = {"instance",  "create",         "imports", "description", "from", "self_",
                              "handle_of", "description_of", "host_",   "h_",          "a_"};
  return names;
}

/// What emitted code uses unqualified, from `wasm2cpp::guest`.
const Names& names_of_guest() {
  static const Names names = {
#include "guest_names.def"
  };
  return names;
}

constexpr std::array guest_beginnings = {"i8_",    "i16_",   "i32_",   "i64_",   "f32_",   "f64_",  "v128_",
                                         "i8x16_", "i16x8_", "i32x4_", "i64x2_", "f32x4_", "f64x2_"};

/// The members of a module's state, and what the emitter declares beside guest functions.
const Names& reserved_for_internals() {
  static const Names names = {"state",          "self",        "m",         "base",        "results",    "arguments",
                              "types",          "module",      "memories",  "memory",      "tables",     "table",
                              "globals",        "imported",    "defined",   "data",        "elements",   "element",
                              "code",           "instance",    "imports",   "description", "initialize", "attach",
                              "global_address", "bind_global", "registered", "caught",     "region",      "thrown",
                              "result",         "tags",        "tag_list",   "tag_space"};
  return names;
}

/// Wider than today's helpers, so that a helper that comes later renames no guest function.
constexpr std::array helper_beginnings = {
    "memory_", "table_",    "global_",     "ref_",   "call_",     "tail_",   "values_",    "trap_",     "element_",
    "data_",   "drop_",     "select_",     "local_", "function_", "import_", "export_",    "imported_", "defined_",
    "module_", "instance_", "initialize_", "type_",  "name_",     "names_",  "exception_", "throw_",    "catch_",
    "atomic_", "struct_",   "array_",      "any_",   "extern_",   "image_",  "wasm2cpp"};

constexpr std::array implementation_beginnings = {
    "__builtin", "__sync_", "__atomic_", "__cpp_", "__has_", "__is_",    "__glibc",  "__stub", "__gthr",
    "__gnu_",    "___",     "_mm",       "_m_",    "_tile_", "pthread_", "PTHREAD_", "SYS_",   "WASM2CPP_"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

template <std::size_t N>
bool begins_with_any(std::string_view name, const std::array<const char*, N>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [name](std::string_view beginning) { return name.starts_with(beginning); });
}

/// Whether text that stands for itself could be read as an escape: `_x2d`.
bool looks_like_escape(std::string_view text) {
  return text.size() >= 4 && text[0] == '_' && text[1] == 'x' && is_hexadecimal(text[2]) && is_hexadecimal(text[3]);
}

void append_escape(std::string& out, char byte) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  out += "_x";
  out += digits[value >> 4];
  out += digits[value & 15];
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

/// The first step: any text to an identifier. Of a longer one than `most`, as many whole characters of the text as fit.
std::string identifier(std::string_view name, std::size_t most) {
  std::string out;
  std::size_t whole = 0;  // where the last character began
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!continues_character(name[i])) whole = out.size();
    const bool stays = is_word(name[i]) && !(i == 0 && is_digit(name[i])) && !looks_like_escape(name.substr(i));
    if (stays)
      out += name[i];
    else
      append_escape(out, name[i]);
    if (out.size() > most) return out.substr(0, whole);
  }
  return out;
}

/// Names that C++ or its implementations keep for themselves, as far as a rule describes them.
bool is_reserved_by_rule(std::string_view name) {
  if (begins_with_any(name, implementation_beginnings)) return true;
  if (name.size() < 3 || name[0] != '_') return false;
  if (is_capital(name[1])) return name[1] != 'Z';
  if (name[1] != '_') return false;
  return is_capital(name[2]) || (name.size() > 4 && name.ends_with("__"));
}

bool is_reserved_anywhere(std::string_view name) {
  return is_reserved_by_rule(name) || reserved_everywhere().contains(name);
}

bool is_reserved_member(std::string_view name) {
  return is_reserved_anywhere(name) || reserved_for_members().contains(name);
}

/// `t12`: what the emitter calls a temporary, a block, a local, a label, a parameter, a global, a function, a memory, an
/// address in a strip.
bool is_made_by_emitter(std::string_view name) {
  return name.size() >= 2 && std::string_view("mtblLpgfw").find(name[0]) != std::string_view::npos &&
         std::all_of(name.begin() + 1, name.end(), is_digit);
}

bool is_name_of_guest(std::string_view name) {
  return names_of_guest().contains(name) || begins_with_any(name, guest_beginnings);
}

/// The host's `main` is a function at the level where the namespace is.
bool is_reserved_namespace(std::string_view name) {
  return is_reserved_anywhere(name) || is_name_of_guest(name) || name == "main";
}

bool is_reserved_internal(std::string_view name) {
  return is_reserved_anywhere(name) || is_name_of_guest(name) || reserved_for_internals().contains(name) ||
         begins_with_any(name, helper_beginnings) || is_made_by_emitter(name);
}

/// The second step. `is_reserved` is asked for the name without its trailing underscores, with one of them, and so on.
template <class IsReserved>
std::string set_apart(std::string name, IsReserved is_reserved) {
  if (name.empty()) return "_empty";
  std::size_t length = name.size();
  while (length > 1 && name[length - 1] == '_') --length;
  for (; length <= name.size(); ++length)
    if (is_reserved(std::string_view(name).substr(0, length))) return name + "_";
  return name;
}

/// Both steps, and the third: where the second one has no room for its underscore, the first one leaves it some.
template <class IsReserved>
std::string bounded(std::string_view name, IsReserved is_reserved) {
  std::string out = set_apart(identifier(name, longest_identifier), is_reserved);
  if (out.size() > longest_identifier) out = set_apart(identifier(name, longest_identifier - 1), is_reserved);
  return out;
}

}  // namespace

std::string escape_member(std::string_view name) { return bounded(name, is_reserved_member); }

std::string escape_internal(std::string_view name) { return bounded(name, is_reserved_internal); }

std::string namespace_name(std::string_view name) {
  return set_apart(identifier(name, std::string::npos), is_reserved_namespace);
}

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1);
  const std::size_t dot = path.find_last_of('.');
  return dot == std::string_view::npos || dot == 0 ? path : path.substr(0, dot);
}

std::string UniqueNames::claim(std::string wanted, const std::string& fallback) {
  if (wanted.empty()) wanted = fallback;
  if (is_taken(wanted)) wanted += '_' + fallback;
  while (is_taken(wanted)) wanted += '_';
  taken_.insert(wanted);
  return wanted;
}

bool UniqueNames::is_taken(const std::string& name) const {
  return taken_.contains(name) || (enclosing_ && enclosing_->is_taken(name));
}

}  // namespace translator

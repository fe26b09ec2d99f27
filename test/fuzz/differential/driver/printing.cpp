// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See printing.hpp. A memory is told by its size and a hash of what it holds, at most of its first 4 MiB.
#include "printing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace differential {
namespace {

using wasm2cpp::trap_kind;
using wasm2cpp::value;
using wasm2cpp::value_kind;

constexpr std::size_t most_hashed = std::size_t{4} << 20;
constexpr std::uint64_t most_elements = 64;

template <class... A>
std::string format(const char* pattern, A... arguments) {
  char text[80];
  std::snprintf(text, sizeof text, pattern, arguments...);
  return text;
}

std::string text_of_any(const wasm2cpp::anyref& reference) {
  if (!reference) return "null";
  if (reference.is_i31()) return format("i31 %d", wasm2cpp::i31ref(reference).get_s());
  if (!reference.is_external()) return "object";
  return format("extern %llu", static_cast<unsigned long long>(wasm2cpp::integer_of(reference.external())));
}

/// An externref may be a host's number, or an object of the guest's that it has externalised.
std::string text_of_external(wasm2cpp::externref reference) {
  if (reference == nullptr) return "null";
  const std::uintptr_t word = reinterpret_cast<std::uintptr_t>(reference);
  return (word & 1) != 0 && word < 2000 ? format("extern %u", static_cast<unsigned>(word >> 1)) : "extern";
}

std::uint32_t hash_of(std::span<const std::byte> bytes) {
  std::uint32_t hash = 0;
  const std::size_t size = std::min(bytes.size(), most_hashed);
  for (std::size_t i = 0; i + 4 <= size; i += 4) {
    std::uint32_t word;
    std::memcpy(&word, bytes.data() + i, 4);
    hash = std::rotl((hash ^ word) * 0x9e3779b1u, 13);
  }
  return hash;
}

std::string text_of_table(const wasm2cpp::table& table) {
  std::string text = format("size %llu", static_cast<unsigned long long>(table.size()));
  if (wasm2cpp::host::erasure(table.object()->element).heap == wasm2cpp::guest::heap_exn) return text;
  for (std::uint64_t i = 0; i < std::min(table.size(), most_elements); ++i)
    text += table.object()->elements[i] == nullptr ? " -" : " x";
  return text;
}

std::string text_of_global(const wasm2cpp::external& global) {
  const wasm2cpp::host::global_location location = global.global_location();
  wasm2cpp::guest::untyped_value bits{};
  std::memcpy(bits.bytes, location.cell,
              location.type.is_reference() ? sizeof(void*)
              : location.type.kind == 4    ? 16
              : location.type.kind & 1     ? 8
                                           : 4);
  return text_of(wasm2cpp::host::value_of(location.type, bits, location.store.get()));
}

}  // namespace

std::string text_of(const value& value) {
  switch (value.kind()) {
    case value_kind::i32:
      return format("i32 %u", value.get<std::uint32_t>());
    case value_kind::i64:
      return format("i64 %llu", static_cast<unsigned long long>(value.get<std::uint64_t>()));
    case value_kind::f32: {
      const float number = value.get<float>();
      return std::isnan(number) ? "f32 nan" : format("f32 %08x", std::bit_cast<std::uint32_t>(number));
    }
    case value_kind::f64: {
      const double number = value.get<double>();
      if (std::isnan(number)) return "f64 nan";
      return format("f64 %016llx", static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(number)));
    }
    case value_kind::v128:
      return "v128";
    case value_kind::funcref:
      return value.get<wasm2cpp::funcref>() == nullptr ? "null" : "func";
    case value_kind::externref:
      return text_of_external(value.get<wasm2cpp::externref>());
    case value_kind::exnref:
      return "exn";  // JavaScript cannot look whether it is null
    case value_kind::anyref:
      return text_of_any(value.get<wasm2cpp::anyref>());
  }
  return "?";
}

std::string list_of(std::span<const value> values) {
  std::string text = "(";
  for (const value& one : values) text += (text.size() > 1 ? " " : "") + text_of(one);
  return text + ")";
}

const char* kind_of(const wasm2cpp::trap& trap) {
  switch (trap.kind()) {
    case trap_kind::unreachable:
      return "unreachable";
    case trap_kind::integer_divide_by_zero:
      return "zero";
    case trap_kind::integer_overflow:
    case trap_kind::invalid_conversion_to_integer:
      return "range";
    case trap_kind::out_of_bounds_memory_access:
      return "memory";
    case trap_kind::out_of_bounds_table_access:
    case trap_kind::undefined_element:
      return "table";
    case trap_kind::uninitialized_element:
    case trap_kind::indirect_call_type_mismatch:
      return "signature";
    case trap_kind::call_stack_exhausted:
      return "stack";
    case trap_kind::null_reference:
    case trap_kind::null_function_reference:
    case trap_kind::null_structure_reference:
    case trap_kind::null_array_reference:
    case trap_kind::null_i31_reference:
    case trap_kind::null_exception_reference:
      return "null";
    case trap_kind::cast_failure:
      return "cast";
    case trap_kind::out_of_bounds_array_access:
      return "array";
    case trap_kind::unaligned_atomic:
      return "unaligned";
    case trap_kind::expected_shared_memory:
      return "wait";
    case trap_kind::out_of_memory:
      return "resources";
    default:
      return trap.what();
  }
}

std::string text_of(const wasm2cpp::exception& thrown, const wasm2cpp::module_instance& instance) {
  std::string name = "?";
  for (const wasm2cpp::export_info& exported : instance.exports()) {
    const wasm2cpp::external found = *instance.find(exported.name);
    if (found.kind() != wasm2cpp::external_kind::external_tag) continue;
    if (found.tag_location().object.get() == thrown.reference().package()->tag) {
      name = exported.name;
      break;
    }
  }
  if (name == "?") return "exception ?";
  return "exception " + name + " " + list_of(payload_of(thrown));
}

void print_state(const wasm2cpp::module_instance& instance, const char* prefix) {
  for (const wasm2cpp::export_info& exported : instance.exports()) {
    const std::string name(exported.name);
    const wasm2cpp::external found = *instance.find(exported.name);
    if (exported.kind == wasm2cpp::external_kind::external_memory) {
      const wasm2cpp::memory memory = found.as_memory();
      std::printf("%smemory %s size %llu hash %08x\n", prefix, name.c_str(),
                  static_cast<unsigned long long>(memory.size()), hash_of(memory.bytes()));
    } else if (exported.kind == wasm2cpp::external_kind::external_table) {
      std::printf("%stable %s %s\n", prefix, name.c_str(), text_of_table(found.as_table()).c_str());
    } else if (exported.kind == wasm2cpp::external_kind::external_global) {
      std::printf("%sglobal %s %s\n", prefix, name.c_str(), text_of_global(found).c_str());
    }
  }
}

}  // namespace differential

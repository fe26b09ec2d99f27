// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments and patterns; see pattern.hpp. The host's external reference number N is externref_of_integer(N).
#include "pattern.hpp"

#include <bit>
#include <cstdint>
#include <cstdio>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace spec {
namespace {

using nlohmann::json;
using wasm2cpp::value_kind;

std::uint64_t number_of(const json& written) { return std::stoull(written.get<std::string>()); }

bool is_null(const json& written) {
  return written.at("type") == "refnull" || (written.contains("value") && written["value"] == "null");
}

/// The low bits of a number, or the reference.
std::uint64_t bits_of(const wasm2cpp::value& value) {
  const bool is_narrow = value.kind() == value_kind::i32 || value.kind() == value_kind::f32;
  return is_narrow ? value.bits().get<std::uint32_t>() : value.bits().get<std::uint64_t>();
}

const char* name_of(value_kind kind) {
  static constexpr const char* names[] = {"i32", "i64", "f32", "f64", "v128", "funcref", "externref", "exnref", "anyref"};
  return names[static_cast<std::size_t>(kind)];
}

bool is_reference(value_kind kind) { return kind >= value_kind::funcref; }

/// Whether a non-null reference is of what a pattern names.
bool is_of_kind(const wasm2cpp::value& result, const std::string& wanted) {
  if (result.kind() != value_kind::anyref) return wanted == name_of(result.kind());
  const auto reference = result.get<wasm2cpp::anyref>();
  if (wanted == "i31ref") return reference.is_i31();
  if (wanted == "structref") return reference.is_struct();
  if (wanted == "arrayref") return reference.is_array();
  if (wanted == "eqref") return !reference.is_external();
  return wanted == "anyref";
}

/// (ref.host N) is an internalised reference: the host's word comes out again as it went in.
wasm2cpp::externref word_of(const wasm2cpp::value& result) {
  if (result.kind() == value_kind::externref) return result.get<wasm2cpp::externref>();
  return result.get<wasm2cpp::anyref>().external();
}

/// A NaN pattern, or exact bits, of a float of `width` bits whose payload has `payload` bits.
bool matches_float(std::uint64_t bits, const std::string& pattern, unsigned width, unsigned payload) {
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  const std::uint64_t quiet = std::uint64_t{1} << (payload - 1);
  const std::uint64_t exponent = (sign - 1) & ~((std::uint64_t{1} << payload) - 1);
  if (pattern == "nan:canonical") return (bits & ~sign) == (exponent | quiet);
  if (pattern == "nan:arithmetic") return (bits & (exponent | quiet)) == (exponent | quiet);
  return bits == std::stoull(pattern);
}

/// How the suite writes a vector's lanes: "i8" to "f64".
unsigned lane_width(const std::string& type) { return static_cast<unsigned>(std::stoul(type.substr(1))); }

std::uint64_t lane_of(const wasm2cpp::v128& vector, unsigned width, std::size_t index) {
  switch (width) {
    case 8: return vector.lane<std::uint8_t>(index);
    case 16: return vector.lane<std::uint16_t>(index);
    case 32: return vector.lane<std::uint32_t>(index);
    default: return vector.lane<std::uint64_t>(index);
  }
}

wasm2cpp::v128 vector_of(const json& written) {
  const unsigned width = lane_width(written.at("lane_type"));
  const json& lanes = written.at("value");
  if (lanes.size() != 128 / width) throw std::runtime_error("a v128 with a wrong number of lanes");
  wasm2cpp::v128 vector;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const std::uint64_t bits = number_of(lanes[i]);
    for (std::size_t byte = 0; byte < width / 8; ++byte)
      vector.set_lane(i * width / 8 + byte, static_cast<std::uint8_t>(bits >> (8 * byte)));
  }
  return vector;
}

bool matches_vector(const wasm2cpp::v128& vector, const json& pattern) {
  const std::string type = pattern.at("lane_type");
  const unsigned width = lane_width(type);
  const json& lanes = pattern.at("value");
  bool is_right = lanes.size() == 128 / width;
  for (std::size_t i = 0; is_right && i < lanes.size(); ++i) {
    const std::uint64_t bits = lane_of(vector, width, i);
    const std::string lane = lanes[i];
    is_right = type[0] == 'f' ? matches_float(bits, lane, width, width == 32 ? 23 : 52) : bits == std::stoull(lane);
  }
  return is_right;
}

bool matches_number(const wasm2cpp::value& result, const std::string& pattern) {
  switch (result.kind()) {
    case value_kind::f32:
      return matches_float(bits_of(result), pattern, 32, 23);
    case value_kind::f64:
      return matches_float(bits_of(result), pattern, 64, 52);
    default:
      return bits_of(result) == std::stoull(pattern);
  }
}

bool matches_reference(const wasm2cpp::value& result, const json& pattern) {
  const bool got_null = bits_of(result) == 0;
  if (is_null(pattern)) return got_null;
  if (got_null || !is_of_kind(result, pattern["type"])) return false;
  if (!pattern.contains("value")) return true;
  return wasm2cpp::integer_of(word_of(result)) == number_of(pattern["value"]);
}

bool is_in_any_hierarchy(const std::string& type) {
  return type == "anyref" || type == "eqref" || type == "i31ref" || type == "structref" || type == "arrayref" ||
         type == "nullref";
}

}  // namespace

wasm2cpp::value argument_of(const json& written) {
  const std::string type = written.at("type");
  if (type == "funcref" && is_null(written)) return wasm2cpp::value(wasm2cpp::funcref(nullptr));
  if (type == "externref" && is_null(written)) return wasm2cpp::value(wasm2cpp::externref(nullptr));
  if (type == "exnref" && is_null(written)) return wasm2cpp::value(wasm2cpp::exnref());
  if (is_null(written) && is_in_any_hierarchy(type)) return wasm2cpp::value(wasm2cpp::anyref(nullptr));
  if (type == "v128") return wasm2cpp::value(vector_of(written));
  if (is_null(written)) throw std::runtime_error("the linker has no argument of type " + type);
  const std::uint64_t number = number_of(written.at("value"));
  if (type == "i32") return wasm2cpp::value(static_cast<std::uint32_t>(number));
  if (type == "i64") return wasm2cpp::value(number);
  if (type == "f32") return wasm2cpp::value(std::bit_cast<float>(static_cast<std::uint32_t>(number)));
  if (type == "f64") return wasm2cpp::value(std::bit_cast<double>(number));
  if (type == "externref") return wasm2cpp::value(wasm2cpp::externref_of_integer(number));
  if (type == "anyref") return wasm2cpp::value(wasm2cpp::anyref::of_external(wasm2cpp::externref_of_integer(number)));
  throw std::runtime_error("the linker has no argument of type " + type);
}

bool matches(const wasm2cpp::value& result, const json& pattern) {
  if (pattern.at("type") == "either") {
    for (const json& one : pattern.at("values"))
      if (matches(result, one)) return true;
    return false;
  }
  if (is_reference(result.kind())) return matches_reference(result, pattern);
  if (pattern["type"] != name_of(result.kind())) return false;
  if (result.kind() == value_kind::v128) return matches_vector(result.get<wasm2cpp::v128>(), pattern);
  return matches_number(result, pattern.at("value"));
}

std::string text_of(const wasm2cpp::value& value) {
  char text[60];
  if (value.kind() == value_kind::v128) {
    const auto lanes = value.get<wasm2cpp::v128>().lanes<std::uint32_t>();
    std::snprintf(text, sizeof text, "v128:i32x4 0x%08x 0x%08x 0x%08x 0x%08x", lanes[0], lanes[1], lanes[2], lanes[3]);
    return text;
  }
  std::snprintf(text, sizeof text, "%s:0x%llx", name_of(value.kind()),
                static_cast<unsigned long long>(bits_of(value)));
  return text;
}

}  // namespace spec

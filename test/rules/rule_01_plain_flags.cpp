// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 1: floating point is the specification's with no special flag beyond those that `wasm2cpp flags` prints. The
// exports say by name what is expected of them; see the module. `run` compiles one configuration with -mfma, where
// there is something to contract.
#include <cmath>
#include <limits>

#include "claims.hpp"
#include "rule_01_plain_flags.hpp"

namespace rule_01 {

constexpr char rule[] = "rule_01_plain_flags";
using wasm2cpp::value;

constexpr std::uint64_t signalling64 = 0x7ff4'0000'0000'0001u, quiet_bit64 = 0x0008'0000'0000'0000u;
constexpr std::uint32_t signalling32 = 0x7fa0'0001u, quiet_bit32 = 0x0040'0000u;
constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

bool is_quiet(std::uint64_t bits) { return (bits & 0x7ff8'0000'0000'0000u) == 0x7ff8'0000'0000'0000u; }
bool is_quiet(std::uint32_t bits) { return (bits & 0x7fc0'0000u) == 0x7fc0'0000u; }
bool is_minus_zero(double x) { return x == 0 && std::signbit(x); }
bool is_plus_zero(double x) { return x == 0 && !std::signbit(x); }

/// Calls body(name, function of the name) for the exports whose names begin so; there must be some.
template <class Body>
void for_each_export(std::string_view beginning, const Body& body) {
  rule_01_plain_flags::instance instance;
  unsigned count = 0;
  for (const wasm2cpp::export_info& exported : handle_of(instance).exports()) {
    if (!exported.name.starts_with(beginning)) continue;
    ++count;
    body(std::string(exported.name),
         [&](auto... arguments) { return handle_of(instance).call(exported.name, {value(arguments)...}).at(0); });
  }
  CHECK(count != 0);
}

CLAIM(arithmetic_quiets_signalling_nans) {
  for_each_export("quiets f64", [](const std::string& name, const auto& call) {
    CHECK_OF(name, is_quiet(call(signalling64).template get<std::uint64_t>()));
  });
  for_each_export("quiets f32", [](const std::string& name, const auto& call) {
    CHECK_OF(name, is_quiet(call(signalling32).template get<std::uint32_t>()));
  });
  rule_01_plain_flags::instance instance;
  CHECK(is_quiet(instance.promote(signalling32)));
  CHECK(is_quiet(instance.demote(signalling64)));
}

CLAIM(moving_a_signalling_nan_keeps_its_bits) {
  for_each_export("keeps f64", [](const std::string& name, const auto& call) {
    const auto bits = call(signalling64).template get<std::uint64_t>();
    CHECK_OF(name, (bits & ~(std::uint64_t{1} << 63)) == signalling64);
  });
}

CLAIM(products_and_sums_round_twice) {
  const double a = 1 + std::ldexp(1.0, -30), product = 1 + std::ldexp(1.0, -29);
  const float b = 1 + std::ldexp(1.0f, -12), product32 = 1 + std::ldexp(1.0f, -11);
  const auto is_zero = [](const value& v) {
    return v.kind() == wasm2cpp::value_kind::f64 ? v.get<double>() == 0 : v.get<float>() == 0;
  };
  for_each_export("sum f64",
                  [&](const std::string& name, const auto& call) { CHECK_OF(name, is_zero(call(a, a, -product))); });
  for_each_export("difference f64",
                  [&](const std::string& name, const auto& call) { CHECK_OF(name, is_zero(call(a, a, product))); });
  for_each_export("sum f32",
                  [&](const std::string& name, const auto& call) { CHECK_OF(name, is_zero(call(b, b, -product32))); });
  for_each_export("difference f32",
                  [&](const std::string& name, const auto& call) { CHECK_OF(name, is_zero(call(b, b, product32))); });
}

CLAIM(nearest_is_not_round) {
  rule_01_plain_flags::instance i;
  CHECK(i.nearest64(0.5) == 0 && i.nearest64(1.5) == 2 && i.nearest64(2.5) == 2 && i.nearest64(-2.5) == -2);
  CHECK(is_minus_zero(i.nearest64(-0.5)) && is_minus_zero(i.nearest64(-0.0)) && is_minus_zero(i.nearest64(-0.25)));
  CHECK(i.nearest64(0.49999999999999994) == 0 && i.nearest64(4503599627370497.0) == 4503599627370497.0);
  CHECK(i.nearest64(infinity) == infinity && std::isnan(i.nearest64(nan)));
  CHECK(i.nearest32(0.5f) == 0 && i.nearest32(1.5f) == 2 && i.nearest32(2.5f) == 2 && i.nearest32(-3.5f) == -4);
  CHECK(i.nearest32(0.49999997f) == 0 && is_minus_zero(i.nearest32(-0.25f)) && i.nearest32(8388609.0f) == 8388609.0f);
  CHECK(handle_of(i).call("nearest of a literal", {}).at(0).get<double>() == 2);
}

template <class T, class Instance, class Min, class Max>
void check_min_and_max(Instance& i, const Min& min, const Max& max) {
  const T not_a_number = std::numeric_limits<T>::quiet_NaN();
  CHECK(is_minus_zero(min(i, T(0), T(-0.0))) && is_minus_zero(min(i, T(-0.0), T(0))));
  CHECK(is_plus_zero(max(i, T(0), T(-0.0))) && is_plus_zero(max(i, T(-0.0), T(0))));
  CHECK(std::isnan(min(i, not_a_number, T(1))) && std::isnan(min(i, T(1), not_a_number)));
  CHECK(std::isnan(max(i, not_a_number, T(-infinity))) && std::isnan(max(i, T(infinity), not_a_number)));
  CHECK(min(i, T(1), T(2)) == 1 && max(i, T(1), T(2)) == 2 && min(i, T(-infinity), T(0)) == T(-infinity));
}

CLAIM(min_and_max_know_nan_and_minus_zero) {
  rule_01_plain_flags::instance i;
  check_min_and_max<double>(
      i, [](auto& i, double a, double b) { return i.min64(a, b); },
      [](auto& i, double a, double b) { return i.max64(a, b); });
  check_min_and_max<float>(
      i, [](auto& i, float a, float b) { return i.min32(a, b); },
      [](auto& i, float a, float b) { return i.max32(a, b); });
  const auto call = [&](const char* name, double x) { return handle_of(i).call(name, {value(x)}).at(0).get<double>(); };
  CHECK(is_minus_zero(call("min with 0", -0.0)) && std::isnan(call("min with 0", nan)));
  CHECK(is_plus_zero(call("max with -0", 0.0)) && std::isnan(call("max with -0", nan)));
}

CLAIM(nothing_is_simplified_that_is_true_of_reals_only) {
  rule_01_plain_flags::instance i;
  const auto call = [&](const char* name, auto... x) { return handle_of(i).call(name, {value(x)...}).at(0); };
  CHECK(is_plus_zero(call("x + 0", -0.0).get<double>()));
  CHECK(is_plus_zero(call("0 - x", 0.0).get<double>()));
  CHECK(is_minus_zero(call("x * 0", -1.0).get<double>()) && std::isnan(call("x * 0", infinity).get<double>()));
  CHECK(std::isnan(call("x - x", infinity).get<double>()));
  CHECK(call("(x + y) - x", 1e300, 1.0).get<double>() == 0);
  CHECK(call("x / 3", 5.0).get<double>() == 1.6666666666666667);
  CHECK(call("x != x", nan).get<std::uint32_t>() == 1);
  CHECK(call("not x < y", nan, 1.0).get<std::uint32_t>() == 1);
  CHECK(call("x + y in f32, as f64", 16777216.0f, 1.0f).get<double>() == 16777216.0);
}

}  // namespace rule_01

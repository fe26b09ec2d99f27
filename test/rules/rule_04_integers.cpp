// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 4: integer operations are WebAssembly's where C++ leaves them undefined, on variables, on constants (which the
// compiler computes by other code) and inside loops. What is expected is computed here in 128 bits, by the
// specification's definitions (section 4.3.2), with none of the runtime's functions. So are products of 128 bits, which
// the translator recognises where a module makes them of halves.
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "claims.hpp"
#include "rule_04_integers.hpp"
#include "rule_04_integers_constants.hpp"
#include "rule_04_integers_products.hpp"

namespace rule_04 {

constexpr char rule[] = "rule_04_integers";
using wasm2cpp::value;
using i128 = __int128;
using u128 = unsigned __int128;

// ---- the specification's functions on integers of `bits` bits, read unsigned

struct integers {
  int bits;
  i128 modulus() const { return i128{1} << bits; }
  i128 wrap(i128 a) const { return ((a % modulus()) + modulus()) % modulus(); }
  i128 sign(i128 a) const { return a >= modulus() / 2 ? a - modulus() : a; }
  i128 power(i128 k) const { return i128{1} << (k % bits); }
};

/// None: it traps.
using expected = std::optional<i128>;
using operation = std::function<expected(const integers&, i128, i128)>;

i128 floor_division(i128 a, i128 b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

i128 rotated_left(const integers& n, i128 a, i128 k) {
  const u128 wide = static_cast<u128>(a) * static_cast<u128>(n.power(k));
  return n.wrap(static_cast<i128>(wide % static_cast<u128>(n.modulus()) + wide / static_cast<u128>(n.modulus())));
}

expected divide_signed(const integers& n, i128 a, i128 b) {
  if (b == 0 || n.sign(a) / n.sign(b) == n.modulus() / 2) return std::nullopt;
  return n.wrap(n.sign(a) / n.sign(b));
}

const std::map<std::string, operation>& arithmetic() {
  static const std::map<std::string, operation> all = {
      {"add", [](const integers& n, i128 a, i128 b) -> expected { return n.wrap(a + b); }},
      {"sub", [](const integers& n, i128 a, i128 b) -> expected { return n.wrap(a - b); }},
      {"mul",
       [](const integers& n, i128 a, i128 b) -> expected {
         return static_cast<i128>(static_cast<u128>(a) * static_cast<u128>(b) % static_cast<u128>(n.modulus()));
       }},
      {"div_s", divide_signed},
      {"div_u", [](const integers&, i128 a, i128 b) { return b == 0 ? expected() : a / b; }},
      {"rem_s", [](const integers& n, i128 a, i128 b) { return b == 0 ? expected() : n.wrap(n.sign(a) % n.sign(b)); }},
      {"rem_u", [](const integers&, i128 a, i128 b) { return b == 0 ? expected() : a % b; }},
      {"shl",
       [](const integers& n, i128 a, i128 k) -> expected {
         return static_cast<i128>(static_cast<u128>(a) * static_cast<u128>(n.power(k)) %
                                  static_cast<u128>(n.modulus()));
       }},
      {"shr_s",
       [](const integers& n, i128 a, i128 k) -> expected { return n.wrap(floor_division(n.sign(a), n.power(k))); }},
      {"shr_u", [](const integers& n, i128 a, i128 k) -> expected { return a / n.power(k); }},
      {"rotl", [](const integers& n, i128 a, i128 k) -> expected { return rotated_left(n, a, k); }},
      {"rotr", [](const integers& n, i128 a, i128 k) -> expected { return rotated_left(n, a, n.bits - k % n.bits); }},
  };
  return all;
}

const std::map<std::string, operation>& comparisons() {
  static const std::map<std::string, operation> all = {
      {"lt_s", [](const integers& n, i128 a, i128 b) -> expected { return n.sign(a) < n.sign(b); }},
      {"lt_u", [](const integers&, i128 a, i128 b) -> expected { return a < b; }},
      {"gt_s", [](const integers& n, i128 a, i128 b) -> expected { return n.sign(a) > n.sign(b); }},
      {"gt_u", [](const integers&, i128 a, i128 b) -> expected { return a > b; }},
      {"le_s", [](const integers& n, i128 a, i128 b) -> expected { return n.sign(a) <= n.sign(b); }},
      {"le_u", [](const integers&, i128 a, i128 b) -> expected { return a <= b; }},
      {"ge_s", [](const integers& n, i128 a, i128 b) -> expected { return n.sign(a) >= n.sign(b); }},
      {"ge_u", [](const integers&, i128 a, i128 b) -> expected { return a >= b; }},
  };
  return all;
}

// ---- calls

/// Calls exports by name, and remembers their records: a lookup for each call would cost more than the claims do.
class caller_of {
 public:
  explicit caller_of(const wasm2cpp::module_instance& handle) : handle_(handle) {}

  /// The operation's result, read unsigned; none if it traps.
  template <class Result, class... A>
  expected call(const std::string& name, A... arguments) {
    using signature = Result(A...);
    const auto f = handle_.function<signature>(name);
    const auto result = wasm2cpp::try_call([&] { return f(arguments...); });
    if (!result && !result.error().as_trap()) claims::fail(__FILE__, __LINE__, name + ": " + result.error().what());
    return result ? expected(*result) : std::nullopt;
  }

 private:
  wasm2cpp::module_instance handle_;
};

std::string text_of(i128 a) { return std::to_string(static_cast<std::uint64_t>(a)); }

void compare(const std::string& what, i128 a, i128 b, const expected& wanted, const expected& found) {
  if (wanted == found) return;
  const auto shown = [](const expected& e) { return e ? text_of(*e) : std::string("a trap"); };
  claims::fail(__FILE__, __LINE__,
               what + " of " + text_of(a) + ", " + text_of(b) + ": " + shown(found) + ", not " + shown(wanted));
}

template <class U>
constexpr integers integers_of{8 * sizeof(U)};
template <class U>
std::string prefix() {
  return sizeof(U) == 4 ? "i32." : "i64.";
}

/// In the order of generate.py.
template <class U>
std::vector<U> edges() {
  constexpr U bits = 8 * sizeof(U), least = U{1} << (bits - 1);
  return {0, 1, U(-1), least, least - 1, bits, bits + 1};
}

template <class U>
std::vector<U> many_numbers() {
  std::vector<U> all = edges<U>();
  constexpr U bits = 8 * sizeof(U), least = U{1} << (bits - 1);
  for (const U more : {U(2), U(3), U(7), U(-2), U(-3), U(-7), U(least + 1), U(least - 2), U(bits - 1), U(2 * bits),
                       U(0x12345678'9abcdef0u), U(0xfedcba98'76543210u), U(0x80), U(0x7f), U(0x8000), U(0x7fff)})
    all.push_back(more);
  return all;
}

template <class U>
void check_variables() {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  for (const U a : many_numbers<U>()) {
    for (const U b : many_numbers<U>()) {
      for (const auto& [name, definition] : arithmetic())
        compare(name, a, b, definition(integers_of<U>, a, b), calls.call<U>(prefix<U>() + name, a, b));
      for (const auto& [name, definition] : comparisons())
        compare(name, a, b, definition(integers_of<U>, a, b), calls.call<std::uint32_t>(prefix<U>() + name, a, b));
      compare("and", a, b, a & b, calls.call<U>(prefix<U>() + "and", a, b));
      compare("or", a, b, a | b, calls.call<U>(prefix<U>() + "or", a, b));
      compare("xor", a, b, a ^ b, calls.call<U>(prefix<U>() + "xor", a, b));
      compare("eq", a, b, a == b, calls.call<std::uint32_t>(prefix<U>() + "eq", a, b));
      compare("ne", a, b, a != b, calls.call<std::uint32_t>(prefix<U>() + "ne", a, b));
    }
  }
}

CLAIM(every_operation_on_variables_is_the_specifications) {
  check_variables<std::uint32_t>();
  check_variables<std::uint64_t>();
}

template <class U, class Result>
void check_one_constant(caller_of& calls, const std::string& name, const operation& definition) {
  const std::vector<U> constants = edges<U>();
  for (std::uint32_t i = 0; i != constants.size(); ++i) {
    for (const U x : many_numbers<U>()) {
      const U c = constants[i];
      compare(name + " left", c, x, definition(integers_of<U>, c, x),
              calls.call<Result>(prefix<U>() + name + " left", i, x));
      compare(name + " right", x, c, definition(integers_of<U>, x, c),
              calls.call<Result>(prefix<U>() + name + " right", i, x));
    }
  }
}

template <class U>
void check_constants() {
  const rule_04_integers_constants::instance instance;
  caller_of calls(handle_of(instance));
  for (const auto& [name, definition] : comparisons()) check_one_constant<U, std::uint32_t>(calls, name, definition);
  for (const auto& [name, definition] : arithmetic()) {
    check_one_constant<U, U>(calls, name, definition);
    std::uint32_t pair = 0;
    for (const U a : edges<U>())
      for (const U b : edges<U>())
        compare(name + " both", a, b, definition(integers_of<U>, a, b),
                calls.call<U>(prefix<U>() + name + " both", pair++));
  }
}

CLAIM(every_operation_on_constants_is_the_specifications) {
  check_constants<std::uint32_t>();
  check_constants<std::uint64_t>();
}

template <class U>
void check_unary() {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  const auto extended = [](U a, int from) {
    return U(integers_of<U>.wrap(integers{from}.sign(a % (i128{1} << from))));
  };
  for (const U a : many_numbers<U>()) {
    U leading = 0, trailing = 0, ones = 0;
    for (int bit = 8 * sizeof(U) - 1; bit >= 0 && (a >> bit & 1) == 0; --bit) ++leading;
    for (unsigned bit = 0; bit < 8 * sizeof(U) && (a >> bit & 1) == 0; ++bit) ++trailing;
    for (unsigned bit = 0; bit < 8 * sizeof(U); ++bit) ones += a >> bit & 1;
    compare("clz", a, 0, leading, calls.call<U>(prefix<U>() + "clz", a));
    compare("ctz", a, 0, trailing, calls.call<U>(prefix<U>() + "ctz", a));
    compare("popcnt", a, 0, ones, calls.call<U>(prefix<U>() + "popcnt", a));
    compare("extend8_s", a, 0, extended(a, 8), calls.call<U>(prefix<U>() + "extend8_s", a));
    compare("extend16_s", a, 0, extended(a, 16), calls.call<U>(prefix<U>() + "extend16_s", a));
    if constexpr (sizeof(U) == 8) {
      compare("extend32_s", a, 0, extended(a, 32), calls.call<U>("i64.extend32_s", a));
      compare("wrap", a, 0, a % (i128{1} << 32), calls.call<std::uint32_t>("i32.wrap_i64", a));
    } else {
      compare("extend_i32_u", a, 0, a, calls.call<std::uint64_t>("i64.extend_i32_u", a));
      compare("extend_i32_s", a, 0, integers{64}.wrap(integers{32}.sign(a)),
              calls.call<std::uint64_t>("i64.extend_i32_s", a));
    }
  }
}

CLAIM(bit_counts_and_extensions_are_the_specifications) {
  check_unary<std::uint32_t>();
  check_unary<std::uint64_t>();
}

// ---- floating point to integer: undefined in C++ beyond the range

template <class U, class F>
void check_truncation(bool is_signed) {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  const integers n = integers_of<U>;
  const i128 least = is_signed ? -n.modulus() / 2 : 0, greatest = is_signed ? n.modulus() / 2 - 1 : n.modulus() - 1;
  const F beyond = std::ldexp(F(1), n.bits - is_signed), below = is_signed ? -beyond : F(-1);
  const F infinity = std::numeric_limits<F>::infinity();
  std::vector<F> numbers{0, F(-0.0), F(0.9), F(-0.9), F(1.5), F(-1), F(-1.5), F(12345.6), infinity, -infinity, F(1e30)};
  for (const F edge : {beyond, below, std::ldexp(F(1), n.bits - 1), F(-1)})
    for (const F x : {edge, std::nextafter(edge, infinity), std::nextafter(edge, -infinity), edge + F(0.5)})
      numbers.push_back(x), numbers.push_back(-x);
  const std::string suffix = std::string(sizeof(F) == 4 ? "f32_" : "f64_") + (is_signed ? "s" : "u");
  for (const F x : numbers) {
    const bool is_small = std::fabs(x) < std::ldexp(F(1), 100);
    const i128 whole = is_small ? static_cast<i128>(x) : x < 0 ? least - 1 : greatest + 1;
    const bool fits = whole >= least && whole <= greatest;
    const i128 saturated = fits ? whole : whole < least ? least : greatest;
    compare("trunc_" + suffix, static_cast<i128>(is_small ? x : 0), 0, fits ? expected(n.wrap(whole)) : std::nullopt,
            calls.call<U>(prefix<U>() + "trunc_" + suffix, x));
    compare("trunc_sat_" + suffix, static_cast<i128>(is_small ? x : 0), 0, n.wrap(saturated),
            calls.call<U>(prefix<U>() + "trunc_sat_" + suffix, x));
  }
  const F nan = std::numeric_limits<F>::quiet_NaN();
  compare("trunc NaN", 0, 0, std::nullopt, calls.call<U>(prefix<U>() + "trunc_" + suffix, nan));
  compare("trunc_sat NaN", 0, 0, 0, calls.call<U>(prefix<U>() + "trunc_sat_" + suffix, nan));
}

CLAIM(truncation_traps_or_saturates_exactly_at_the_ends_of_the_range) {
  for (const bool is_signed : {false, true}) {
    check_truncation<std::uint32_t, float>(is_signed);
    check_truncation<std::uint32_t, double>(is_signed);
    check_truncation<std::uint64_t, float>(is_signed);
    check_truncation<std::uint64_t, double>(is_signed);
  }
}

template <class F>
void check_vectors(const std::string& shape, F first, F second, F third, F fourth) {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  const std::array<F, 4> lanes{first, second, third, fourth};
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), lanes.data(), sizeof halves);
  for (const char* kind : {"trunc_sat", "relaxed_trunc"})
    for (const char* sign : {"_s", "_u"}) {
      const std::string name = std::string("i32x4.") + kind + shape + sign + (sizeof(F) == 8 ? "_zero" : "");
      CHECK_OF(name, calls.call<std::uint32_t>(name, halves[0], halves[1]) == 1);
    }
}

CLAIM(truncation_of_constant_vectors_is_that_of_variables) {
  check_vectors<float>("_f32x4", 0x1p33F, -0x1p33F, std::numeric_limits<float>::quiet_NaN(), 0x1p31F);
  check_vectors<double>("_f64x2", 0x1p33, std::numeric_limits<double>::quiet_NaN(), 0, 0);
}

CLAIM(traps_of_division_and_truncation_say_which) {
  rule_04_integers::instance instance;
  const auto call = [&](const char* name, auto... x) { return handle_of(instance).call(name, {value(x)...}); };
  CHECK_TRAP(integer_divide_by_zero, call("i32.div_s", 0x8000'0000u, 0u));
  CHECK_TRAP(integer_overflow, call("i32.div_s", 0x8000'0000u, ~0u));
  CHECK_TRAP(integer_overflow, call("i64.div_s", std::uint64_t{1} << 63, ~std::uint64_t{0}));
  CHECK_TRAP(integer_divide_by_zero, call("i64.rem_u", std::uint64_t{1}, std::uint64_t{0}));
  CHECK_TRAP(integer_overflow, call("i32.trunc_f64_s", 2147483648.0));
  CHECK_TRAP(invalid_conversion_to_integer, call("i32.trunc_f64_s", std::nan("")));
}

CLAIM(what_is_dropped_traps_nevertheless) {
  rule_04_integers::instance instance;
  const auto call = [&](const char* name, auto... x) { return handle_of(instance).call(name, {value(x)...}); };
  CHECK_TRAP(integer_divide_by_zero, call("drop a division", 1u, 0u));
  CHECK_TRAP(integer_overflow, call("drop a division", 0x8000'0000u, ~0u));
  CHECK_TRAP(integer_divide_by_zero, call("drop a remainder", std::uint64_t{1}, std::uint64_t{0}));
  CHECK_TRAP(integer_overflow, call("drop a truncation", 3e9f));
}

// ---- products of 128 bits

/// Both compilers' ways, as calls and as the functions themselves.
constexpr const char* ways_to_multiply[] = {"by halves", "by carries", "by halves, itself", "by carries, itself"};

CLAIM(long_multiplication_gives_128_bits_of_the_product) {
  const rule_04_integers_products::instance instance;
  const auto stored = instance.memory().view<std::uint64_t>(0, 2);
  const u128 highs[] = {0, 1, ~std::uint64_t{0}};
  for (const char* way : ways_to_multiply) {
    const auto multiply = handle_of(instance).function<void(std::uint32_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t)>(way);
    for (const std::uint64_t a : many_numbers<std::uint64_t>())
      for (const std::uint64_t b : many_numbers<std::uint64_t>())
        for (const u128 a_high : highs)
          for (const u128 b_high : highs) {
            multiply(0, a, std::uint64_t(a_high), b, std::uint64_t(b_high));
            const u128 product = (a_high << 64 | a) * (b_high << 64 | b);
            CHECK_OF(way + (" of " + text_of(a)) + ", " + text_of(b),
                     stored[0] == std::uint64_t(product) && stored[1] == std::uint64_t(product >> 64));
          }
  }
}

CLAIM(a_product_that_straddles_the_end_of_memory_is_stored_as_far_as_the_module_says) {
  for (const char* way : ways_to_multiply) {
    const rule_04_integers_products::instance instance;
    const auto last = instance.memory().view<std::uint64_t>(65528, 1);
    CHECK_TRAP(out_of_bounds_memory_access, handle_of(instance).call(way, {value(65528u), value(std::uint64_t{2}), value(std::uint64_t{0}),
                                                                         value(std::uint64_t{3}), value(std::uint64_t{0})}));
#if defined(WASM2CPP_CHECKED)
    const bool is_lower_half_first = std::string(way).starts_with("by carries");
    CHECK(last[0] == (is_lower_half_first ? 6 : 0));
#else
    CHECK(last[0] == 6 || last[0] == 0);
#endif
  }
}

CLAIM(a_division_is_not_done_where_it_is_not_wanted) {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  CHECK(calls.call<std::uint32_t>("divide unless 0", 10u, 3u) == 3);
  CHECK(calls.call<std::uint32_t>("divide unless 0", 10u, 0u) == 77);
  CHECK(calls.call<std::uint32_t>("divide in a loop unless 0", 10u, 5u, 1000u) == 2000);
  CHECK(calls.call<std::uint32_t>("divide in a loop unless 0", 10u, 0u, 1000u) == 0);
}

CLAIM(signed_overflow_wraps_wherever_a_compiler_might_take_it_for_impossible) {
  const rule_04_integers::instance instance;
  caller_of calls(handle_of(instance));
  constexpr std::uint32_t least = 0x8000'0000u, greatest = 0x7fff'ffffu;
  const auto call = [&](const char* name, auto... x) { return *calls.call<std::uint32_t>(name, x...); };
  CHECK(call("x + 1 > x", greatest) == 0 && call("x + 1 > x", 5u) == 1);
  CHECK(call("x * 2 / 2", 0x4000'0000u) == 0xc000'0000u);
  CHECK(call("x - y < 0", least, 1u) == 0 && call("x - y < 0", greatest, ~0u) == 1);
  CHECK(call("absolute", least) == least && call("absolute", ~0u) == 1);
  CHECK(call("absolute is negative", least) == 1 && call("absolute is negative", ~0u) == 0);
  CHECK(call("x << 40 >> 40 of i32", 0x0080'0000u) == 0xff80'0000u);
  CHECK(call("rounds to the overflow", greatest - 9) == 10);
  CHECK(call("square of 16 bits", 0xffffu) == 0xfffe'0001u);
  CHECK(*calls.call<std::uint64_t>("x << n << n", std::uint64_t{3}, std::uint64_t{33}) == std::uint64_t{3} << 33 << 33);
  CHECK(*calls.call<std::uint64_t>("x << n << n", std::uint64_t{3}, std::uint64_t{64}) == 3);
}

}  // namespace rule_04

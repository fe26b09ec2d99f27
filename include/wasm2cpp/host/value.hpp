// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A value whose type is known at run time: what `module_instance::call` takes and returns.
//
//   std::vector<wasm2cpp::value> results = instance.call("add", {{wasm2cpp::value(1u), wasm2cpp::value(2u)}});
//   std::uint32_t sum = results[0].get<std::uint32_t>();
//
// Floats keep all their bits, also those of signalling NaNs. References are raw: the store owns what they point to; but
// an exception is kept by the value.
// An externref is the host's own word, which guests can only store and hand back; the functions at the end make one of
// a pointer or of an integer.
//
// A reference to a structure, an array or an i31, or to an exception, is a handle (reference.hpp), and keeps what it means alive.
#pragma once

#include <cstdint>

#include <wasm2cpp/host/call.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/invoke.hpp>
#include <wasm2cpp/host/signature.hpp>

namespace wasm2cpp {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // g++ takes a scoped enumerator to hide the type
enum class value_kind : std::uint8_t { i32, i64, f32, f64, v128, funcref, externref, exnref, anyref };
#pragma GCC diagnostic pop

class value {
 public:
  value() : value(std::uint32_t{0}) {}
  template <host::value_of_guest T>
  explicit value(T content) : kind_(kind_of<T>()) {
    bits_.set(host::to_guest(content));
    if constexpr (host::collected_reference<T>) reference_ = content;
    if constexpr (std::is_same_v<T, exnref>) exception_ = content;
  }
  explicit value(std::int32_t content) : value(static_cast<std::uint32_t>(content)) {}
  explicit value(std::int64_t content) : value(static_cast<std::uint64_t>(content)) {}
  value(value_kind kind, const guest::untyped_value& bits) : kind_(kind), bits_(bits) {
    if (kind == value_kind::exnref) exception_ = wasm2cpp::exnref(bits.get<guest::exnref>());
  }

  value_kind kind() const { return kind_; }
  /// The content; throws access_error if the value is of another kind.
  template <host::value_of_guest T>
  T get() const {
    if (kind_ != kind_of<T>()) return host::fail_access({"the value is of another kind"}), T{};
    if constexpr (host::collected_reference<T>)
      return T(reference_);
    else if constexpr (std::is_same_v<T, exnref>)
      return exception_;
    else
      return host::to_host<T>(bits_.get<host::guest_value_t<T>>(), nullptr);
  }
  const guest::untyped_value& bits() const { return bits_; }
  /// For the runtime: whether it may be given to a guest of this store.
  bool may_enter(const store_data* store) const {
    if (kind_ == value_kind::funcref) return host::may_enter(store, get<funcref>());
    if (kind_ == value_kind::externref) return host::may_enter(store, get<externref>());
    if (kind_ == value_kind::exnref) return host::may_enter(store, exception_);
    return host::may_enter(store, reference_);
  }

 private:
  template <class T>
  static constexpr value_kind kind_of() {
    if constexpr (std::is_same_v<T, std::uint32_t>)
      return value_kind::i32;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
      return value_kind::i64;
    else if constexpr (std::is_same_v<T, float>)
      return value_kind::f32;
    else if constexpr (std::is_same_v<T, double>)
      return value_kind::f64;
    else if constexpr (std::is_same_v<T, v128>)
      return value_kind::v128;
    else if constexpr (std::is_same_v<T, funcref>)
      return value_kind::funcref;
    else if constexpr (std::is_same_v<T, exnref>)
      return value_kind::exnref;
    else if constexpr (host::collected_reference<T>)
      return value_kind::anyref;
    else
      return value_kind::externref;
  }
  value_kind kind_;
  guest::untyped_value bits_{};
  exnref exception_;  ///< of an exnref
  anyref reference_;  ///< of an anyref
};

namespace host {

/// The type of a dynamic value.
inline canonical_value type_of_value(const value& v) {
  switch (v.kind()) {
    case value_kind::funcref:
      return type_of_reference(v.get<funcref>());
    case value_kind::externref:
      return type_of_reference(v.get<externref>());
    case value_kind::exnref:
      return type_of_reference(v.get<exnref>());
    case value_kind::anyref:
      return type_of_reference(v.get<anyref>());
    default:
      return {.kind = static_cast<std::uint8_t>(v.kind())};
  }
}

/// A guest's value, of that store.
inline value value_of(const canonical_value& type, const guest::untyped_value& bits, store_data* store) {
  if (!type.is_reference()) return value(static_cast<value_kind>(type.kind), bits);
  switch (erasure(type).heap) {
    case guest::heap_func:
      return value(value_kind::funcref, bits);
    case guest::heap_extern:
      return value(value_kind::externref, bits);
    case guest::heap_exn:
      return value(value_kind::exnref, bits);
    default:
      return value(anyref(bits.get<guest::anyref>(), store));
  }
}

}  // namespace host

/// A host's pointer as an externref, and back; null is null.
inline externref externref_of(void* pointer) { return reinterpret_cast<externref>(pointer); }
inline void* pointer_of(externref reference) { return reference; }

/// An integer below 2^63 (2^31 where pointers have 32 bits) as an externref that is not null, and back.
inline externref externref_of_integer(std::uintptr_t integer) {
  return reinterpret_cast<externref>((integer << 1) | 1);
}
inline std::uintptr_t integer_of(externref reference) { return reinterpret_cast<std::uintptr_t>(reference) >> 1; }

}  // namespace wasm2cpp

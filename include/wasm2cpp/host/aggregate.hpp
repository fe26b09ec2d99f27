// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structures and arrays as a host reads, writes and makes them: structref and arrayref (reference.hpp tells the rest).
//
//   wasm2cpp::heap_type bytes = handle_of(instance).type(3);             // by its index; `wasm2cpp inspect` lists them
//   wasm2cpp::arrayref array = wasm2cpp::arrayref::make(instance_store, bytes, 100);
//   array.set(5, std::uint32_t{0xff});                                   // packed elements are std::uint32_t
//   for (std::uint32_t i = 0; i < array.size(); ++i) use(array.get<std::uint32_t>(i));
//
// Fields lie behind the object's type one after the other, each aligned as its C++ type is: what C++ does with the
// structs that are emitted. All is checked: what is not there, of another type, immutable or of another store is an
// access_error.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <wasm2cpp/guest/aggregate.hpp>
#include <wasm2cpp/guest/boundary.hpp>
#include <wasm2cpp/host/value.hpp>

namespace wasm2cpp {

namespace host {

/// The bytes of a field or element. Sizes are alignments inside a struct, but for 8-byte numbers on some 32-bit
/// machines.
inline std::size_t storage_size(const canonical_field& field) {
  if (field.packed_bits != 0) return field.packed_bits / 8u;
  static constexpr std::size_t sizes[] = {4, 8, 4, 8, 16, sizeof(void*)};
  return sizes[field.type.kind];
}

inline std::size_t storage_alignment(const canonical_field& field) {
  struct u64_behind_byte {
    char byte;
    std::uint64_t number;
  };
  const std::size_t size = storage_size(field);
  return size == 8 ? offsetof(u64_behind_byte, number) : size;
}

inline std::size_t aligned(std::size_t offset, std::size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Where field `index` lies; for the number of fields: where the last one ends.
inline std::size_t field_offset(const registered_type& type, std::size_t index) {
  std::size_t offset = sizeof(guest::object);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    offset = aligned(offset, storage_alignment(type.fields[i]));
    if (i == index) return offset;
    offset += storage_size(type.fields[i]);
  }
  return offset;
}

/// What a packed field is to the host.
inline canonical_value unpacked(const canonical_field& field) {
  return field.packed_bits != 0 ? canonical_value{.kind = guest::kind_i32} : field.type;
}

inline value read_field(const canonical_field& field, const std::byte* from, store_data* store) {
  guest::untyped_value bits{};
  std::uint32_t packed = 0;
  if (field.packed_bits == 8) packed = static_cast<std::uint32_t>(*from);
  if (field.packed_bits == 16) packed = *reinterpret_cast<const std::uint16_t*>(from);
  if (field.packed_bits != 0)
    bits.set(packed);
  else
    std::memcpy(bits.bytes, from, storage_size(field));
  return value_of(unpacked(field), bits, store);
}

inline void write_field(const canonical_field& field, std::byte* to, const value& content, store_data* store) {
  if (store && content.kind() == value_kind::exnref) store->exceptions.is_in_objects = true;
  if (field.packed_bits == 8)
    *to = static_cast<std::byte>(content.get<std::uint32_t>());
  else if (field.packed_bits == 16)
    *reinterpret_cast<std::uint16_t*>(to) = static_cast<std::uint16_t>(content.get<std::uint32_t>());
  else
    std::memcpy(to, content.bits().bytes, storage_size(field));
}

/// Why a value cannot be a field's content; null if it can.
inline const char* misfit(const canonical_field& field, const value& content, const store_data* store) {
  if (!value_matches(type_of_value(content), unpacked(field))) return "the value is of another type than the field";
  if (!content.may_enter(store)) return "the value is a reference of another store";
  return nullptr;
}

/// A zeroed object, for a host. Throws trap if memory is short.
inline guest::anyref make_object(guest::type_id type, std::uint64_t bytes, bool holds_references) {
  struct request {
    guest::type_id type;
    std::uint64_t bytes;
    bool holds_references;
    guest::anyref made;
  } r{type, bytes, holds_references, nullptr};
  run_guest(
      [](void* p) {
        request& in = *static_cast<request*>(p);
        in.made = static_cast<guest::anyref>(guest::allocate(in.bytes, in.holds_references));
        in.made->type = in.type;
      },
      &r);
  return r.made;
}

inline bool holds_references(const registered_type& type) {
  for (const canonical_field& field : type.fields)
    if (is_collected(field.type)) return true;
  return false;
}

inline bool has_default(const canonical_field& field) { return !field.type.is_reference() || field.type.is_nullable; }

}  // namespace host

/// A structure, or null.
class structref : public eqref {
 public:
  structref() = default;
  structref(std::nullptr_t) {}
  structref(guest::anyref raw, store_data* store) : eqref(raw, store) {}
  explicit structref(const anyref& any) : eqref(i31ref::eqref_if(any, !any || any.is_struct(), "a structure")) {}
  /// A new structure of a structure type with these fields, as many as it has.
  static structref make(const wasm2cpp::store& store, heap_type type, std::span<const value> fields);
  static structref make(const wasm2cpp::store& store, heap_type type, std::initializer_list<value> fields) {
    return make(store, type, std::span<const value>(fields.begin(), fields.size()));
  }

  /// The number of fields.
  std::uint32_t size() const {
    return *this ? static_cast<std::uint32_t>(host::type_details(raw()->type).fields.size()) : 0;
  }
  /// Field `index`: std::uint32_t for i32, i8 and i16 (zero-extended), and so on.
  template <class T>
  T get(std::uint32_t index) const {
    return get_value(index).template get<T>();
  }
  template <class T>
  void set(std::uint32_t index, const T& content) const {
    set_value(index, value(content));
  }
  value get_value(std::uint32_t index) const {
    if (!has(index)) return value();
    return host::read_field(details().fields[index], place(index), owner());
  }
  void set_value(std::uint32_t index, const value& content) const {
    if (!has(index)) return;
    const host::canonical_field& field = details().fields[index];
    if (!field.is_mutable) return host::fail_access({"the field is immutable"});
    if (const char* problem = host::misfit(field, content, owner())) return host::fail_access({problem});
    host::write_field(field, place(index), content, owner());
  }

 private:
  const host::registered_type& details() const { return host::type_details(raw()->type); }
  std::byte* place(std::uint32_t index) const {
    return reinterpret_cast<std::byte*>(raw()) + host::field_offset(details(), index);
  }
  bool has(std::uint32_t index) const {
    if (index < size()) return true;
    host::fail_access({"no field ", index, *this ? "" : ": the reference is null"});
    return false;
  }
};

/// An array, or null.
class arrayref : public eqref {
 public:
  arrayref() = default;
  arrayref(std::nullptr_t) {}
  arrayref(guest::anyref raw, store_data* store) : eqref(raw, store) {}
  explicit arrayref(const anyref& any) : eqref(i31ref::eqref_if(any, !any || any.is_array(), "an array")) {}
  /// A new array of an array type: zeros and nulls, or all elements given.
  static arrayref make(const wasm2cpp::store& store, heap_type type, std::uint32_t length);
  static arrayref make(const wasm2cpp::store& store, heap_type type, std::span<const value> elements);

  /// The number of elements; 0 of null.
  std::uint32_t size() const { return *this ? static_cast<guest::array_object*>(raw())->length : 0; }
  template <class T>
  T get(std::uint32_t index) const {
    return get_value(index).template get<T>();
  }
  template <class T>
  void set(std::uint32_t index, const T& content) const {
    set_value(index, value(content));
  }
  value get_value(std::uint32_t index) const {
    return has(index) ? host::read_field(element(), place(index), owner()) : value();
  }
  void set_value(std::uint32_t index, const value& content) const {
    if (!has(index)) return;
    if (!element().is_mutable) return host::fail_access({"the array is immutable"});
    if (const char* problem = host::misfit(element(), content, owner())) return host::fail_access({problem});
    host::write_field(element(), place(index), content, owner());
  }
  /// The elements of an array of numbers, as they lie in memory; empty for references. Valid while a handle is kept.
  std::span<std::byte> bytes() const {
    if (!*this || element().type.is_reference()) return {};
    return {place(0), size() * host::storage_size(element())};
  }

 private:
  const host::canonical_field& element() const { return host::type_details(raw()->type).fields[0]; }
  std::byte* place(std::uint32_t index) const {
    const std::size_t begin = host::aligned(guest::length_end, host::storage_alignment(element()));
    return reinterpret_cast<std::byte*>(raw()) + begin + index * host::storage_size(element());
  }
  bool has(std::uint32_t index) const {
    if (index < size()) return true;
    host::fail_access({"element ", index, " is outside the array of ", size(), " elements"});
    return false;
  }
};

inline anyref anyref::of_external(externref word) {
  if (!guest::the_collector) return host::fail_access({"no instance uses garbage collection"}), anyref();
  struct conversion {
    externref from;
    guest::anyref to;
  } c{word, nullptr};
  host::run_guest(
      [](void* p) {
        conversion& in = *static_cast<conversion*>(p);
        in.to = guest::any_convert_extern(in.from);
      },
      &c);
  return anyref(c.to, nullptr);
}

inline structref structref::make(const wasm2cpp::store& store, heap_type type, std::span<const value> fields) {
  if (!type.is_struct()) return host::fail_access({"the type is not a structure's"}), structref();
  const host::registered_type& details = host::type_details(type.id());
  if (fields.size() != details.fields.size())
    return host::fail_access({"the structure has ", details.fields.size(), " fields"}), structref();
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (const char* problem = host::misfit(details.fields[i], fields[i], store.data().get()))
      return host::fail_access({problem}), structref();
  const std::size_t size = host::field_offset(details, fields.size());
  structref made(host::make_object(type.id(), size, host::holds_references(details)), store.data().get());
  for (std::uint32_t i = 0; made && i < fields.size(); ++i)
    host::write_field(details.fields[i], made.place(i), fields[i], made.owner());
  return made;
}

inline arrayref arrayref::make(const wasm2cpp::store& store, heap_type type, std::uint32_t length) {
  if (!type.is_array()) return host::fail_access({"the type is not an array's"}), arrayref();
  const host::registered_type& details = host::type_details(type.id());
  if (length != 0 && !host::has_default(details.fields[0]))
    return host::fail_access({"the elements have no default value"}), arrayref();
  const std::uint64_t begin = host::aligned(guest::length_end, host::storage_alignment(details.fields[0]));
  const std::uint64_t size = begin + std::uint64_t{length} * host::storage_size(details.fields[0]);
  const guest::anyref raw = host::make_object(type.id(), size, host::holds_references(details));
  if (raw) static_cast<guest::array_object*>(raw)->length = length;
  return arrayref(raw, store.data().get());
}

inline arrayref arrayref::make(const wasm2cpp::store& store, heap_type type, std::span<const value> elements) {
  if (!type.is_array()) return host::fail_access({"the type is not an array's"}), arrayref();
  const host::canonical_field& field = host::type_details(type.id()).fields[0];
  for (const value& element : elements)
    if (const char* problem = host::misfit(field, element, store.data().get()))
      return host::fail_access({problem}), arrayref();
  const std::uint64_t begin = host::aligned(guest::length_end, host::storage_alignment(field));
  const std::uint64_t size = begin + std::uint64_t{elements.size()} * host::storage_size(field);
  if (elements.size() > 0xffff'ffffu)
    return host::fail_access({"an array has at most 2^32 - 1 elements"}), arrayref();
  arrayref made(host::make_object(type.id(), size, host::is_collected(field.type)), store.data().get());
  if (made) static_cast<guest::array_object*>(made.raw())->length = static_cast<std::uint32_t>(elements.size());
  for (std::uint32_t i = 0; i < made.size(); ++i) host::write_field(field, made.place(i), elements[i], made.owner());
  return made;
}

}  // namespace wasm2cpp

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structures and arrays (section 4.6.5 and following).
//
// A structure is a C++ struct that the emitter writes for each type, with all fields, those of its supertype first.
// Types are equal across modules by their shape, and so is the layout that C++ gives them; but the C++ types are not
// equal, whence they `may_alias`.
//
//     struct __attribute__((may_alias)) node : object {
//       anyref left;
//       anyref right;
//       static constexpr bool holds_references = true;
//       void fill(anyref f0, anyref f1) { left = f0; right = f1; }
//     };
//     x = struct_new<node>(types[0], l, r);        as<node>(x)->left = y;
//
// An array has its length behind its type, and its elements behind that. Every index and length is compared where it is
// used, in 64 bits.
#pragma once

#include <cstring>
#include <type_traits>

#include <wasm2cpp/guest/access.hpp>
#include <wasm2cpp/guest/heap.hpp>
#include <wasm2cpp/guest/table.hpp>

namespace wasm2cpp::guest {

// A reference that need not be compared with null.
struct non_null_reference {
  anyref reference;
};

WASM2CPP_INLINE non_null_reference non_null(anyref x) { return {x}; }

// ---- structures

template <class Struct>
WASM2CPP_INLINE Struct* as(non_null_reference x) {
  return static_cast<Struct*>(x.reference);
}

template <class Struct>
WASM2CPP_INLINE Struct* as(anyref x) {
  if (x == nullptr) [[unlikely]]
    trap<trap_kind::null_structure_reference>();
  return static_cast<Struct*>(x);
}

template <class Struct>
WASM2CPP_INLINE Struct* allocate_struct(type_id type) {
  Struct* const made = static_cast<Struct*>(allocate(sizeof(Struct), Struct::holds_references));
  made->type = type;
  return made;
}

template <class Struct>
WASM2CPP_INLINE anyref struct_new_default(type_id type) {
  return allocate_struct<Struct>(type);
}

template <class Struct, class... Field>
WASM2CPP_INLINE anyref struct_new(type_id type, Field... field) {
  Struct* const made = allocate_struct<Struct>(type);
  made->fill(field...);
  return made;
}

// ---- arrays

struct array_object : object {
  u32 length;
};

template <class T>
struct unpacked {
  using type = T;
};
template <>
struct unpacked<u8> {
  using type = u32;
};
template <>
struct unpacked<u16> {
  using type = u32;
};
template <class T>
using unpacked_t = typename unpacked<T>::type;

// Functions belong to their stores: references to them keep nothing alive.
template <class T>
inline constexpr bool is_collected = std::is_pointer_v<T> && !std::is_same_v<T, funcref>;

inline constexpr u32 length_end = sizeof(type_id) + sizeof(u32);
template <class T>
inline constexpr u32 elements_begin = (length_end + alignof(T) - 1) / alignof(T) * alignof(T);

template <class T>
WASM2CPP_INLINE T* elements_of(array_object* array) {
  return reinterpret_cast<T*>(reinterpret_cast<u8*>(array) + elements_begin<T>);
}

WASM2CPP_INLINE array_object* as_array(non_null_reference x) { return static_cast<array_object*>(x.reference); }

WASM2CPP_INLINE array_object* as_array(anyref x) {
  if (x == nullptr) [[unlikely]]
    trap<trap_kind::null_array_reference>();
  return static_cast<array_object*>(x);
}

template <class T>
WASM2CPP_INLINE T* array_range(array_object* array, u32 begin, u32 count) {
  if (u64(begin) + count > array->length) [[unlikely]]
    trap<trap_kind::out_of_bounds_array_access>();
  return elements_of<T>(array) + (count == 0 ? begin : masked(begin, array->length));
}

template <class T>
WASM2CPP_INLINE T* element_of(array_object* array, u32 index) {
  if (index >= array->length) [[unlikely]]
    trap<trap_kind::out_of_bounds_array_access>();
  return elements_of<T>(array) + masked(index, array->length);
}

template <class Reference>
WASM2CPP_INLINE u32 array_len(Reference x) {
  return as_array(x)->length;
}

template <class T, class Reference>
WASM2CPP_INLINE T array_get(Reference x, u32 index) {
  return *element_of<T>(as_array(x), index);
}

template <class T, class Reference>
WASM2CPP_INLINE u32 array_get_u(Reference x, u32 index) {
  return *element_of<T>(as_array(x), index);
}

template <class T, class Reference>
WASM2CPP_INLINE u32 array_get_s(Reference x, u32 index) {
  return u32(i32(std::make_signed_t<T>(*element_of<T>(as_array(x), index))));
}

template <class T, class Reference>
WASM2CPP_INLINE void array_set(Reference x, u32 index, unpacked_t<T> value) {
  *element_of<T>(as_array(x), index) = T(value);
}

// In steps between which a guest that is to be stopped is.
template <class T>
WASM2CPP_INLINE void fill_elements(T* to, T value, u32 count) {
  for (u32 done = 0; done != count;) {
    if (count > elements_between_stops) heed_stop_request();
    const u32 end = count - done < elements_between_stops ? count : done + u32(elements_between_stops);
    for (; done != end; ++done) to[done] = value;
  }
}

template <class T, class Reference>
WASM2CPP_INLINE void array_fill(Reference x, u32 index, unpacked_t<T> value, u32 count) {
  fill_elements<T>(array_range<T>(as_array(x), index, count), T(value), count);
}

template <class T, class To, class From>
WASM2CPP_INLINE void array_copy(To to_array, u32 destination, From from_array, u32 source, u32 count) {
  array_object* const to = as_array(to_array);
  array_object* const from = as_array(from_array);
  T* const first = array_range<T>(to, destination, count);
  const T* const source_first = array_range<T>(from, source, count);
  copy_in_steps(reinterpret_cast<u8*>(first), reinterpret_cast<const u8*>(source_first), u64(count) * sizeof(T));
}

// ---- new arrays

template <class T>
WASM2CPP_INLINE array_object* allocate_array(type_id type, u32 length) {
  auto* const made = static_cast<array_object*>(allocate(elements_begin<T> + u64(length) * sizeof(T), is_collected<T>));
  made->type = type;
  made->length = length;
  return made;
}

template <class T>
WASM2CPP_INLINE anyref array_new_default(type_id type, u32 length) {
  return allocate_array<T>(type, length);
}

template <class T>
WASM2CPP_INLINE anyref array_new(type_id type, unpacked_t<T> value, u32 length) {
  array_object* const made = allocate_array<T>(type, length);
  fill_elements<T>(elements_of<T>(made), T(value), length);
  return made;
}

template <class T, u32 Length>
WASM2CPP_INLINE anyref array_new_fixed(type_id type, const unpacked_t<T> (&values)[Length]) {
  array_object* const made = allocate_array<T>(type, Length);
  for (u32 i = 0; i != Length; ++i) elements_of<T>(made)[i] = T(values[i]);
  return made;
}

// ---- from segments

template <class T>
inline const u8* data_range(const data_segment& segment, u32 offset, u32 count) {
  if (offset + u64(count) * sizeof(T) > segment.size) trap<trap_kind::out_of_bounds_memory_access>();
  return segment.bytes + offset;
}

template <class T>
inline void copy_data(T* to, const u8* from, u32 count) {
  if (count != 0) std::memcpy(static_cast<void*>(to), from, std::size_t(count) * sizeof(T));
  if constexpr (std::endian::native != std::endian::little && sizeof(T) <= 8) {
    for (u32 i = 0; i != count; ++i) to[i] = little_endian(to[i]);
  }
}

inline void require_elements(const element_segment& segment, u32 offset, u32 count) {
  if (u64(offset) + count > segment.size) trap<trap_kind::out_of_bounds_table_access>();
}

template <class T>
inline void copy_elements(T* to, const instance_state* self, const element_segment& segment, u32 offset, u32 count) {
  for (u32 i = 0; i != count; ++i) to[i] = to_reference<T>(element_at(self, segment, offset + i));
}

template <class T>
inline anyref array_new_data(type_id type, const data_segment& segment, u32 offset, u32 length) {
  const u8* const from = data_range<T>(segment, offset, length);
  array_object* const made = allocate_array<T>(type, length);
  copy_data(elements_of<T>(made), from, length);
  return made;
}

template <class T>
inline anyref array_new_elem(type_id type, const instance_state* self, const element_segment& segment, u32 offset,
                             u32 length) {
  require_elements(segment, offset, length);
  array_object* const made = allocate_array<T>(type, length);
  copy_elements(elements_of<T>(made), self, segment, offset, length);
  return made;
}

template <class T, class Reference>
inline void array_init_data(Reference x, const data_segment& segment, u32 destination, u32 source, u32 count) {
  T* const to = array_range<T>(as_array(x), destination, count);
  copy_data(to, data_range<T>(segment, source, count), count);
}

template <class T, class Reference>
inline void array_init_elem(Reference x, const instance_state* self, const element_segment& segment, u32 destination,
                            u32 source, u32 count) {
  T* const to = array_range<T>(as_array(x), destination, count);
  require_elements(segment, source, count);
  copy_elements(to, self, segment, source, count);
}

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads, stores and ranges of shared memories: what access.hpp and memory.hpp are for others.
//
//     const shared32 m0 = shared_of(m);
//     x = i32_load(m0, address, 12);                                   // guard mode: mov eax, [rdi + rsi + 12]
//     shared_memory_fill(self->memory_space[0], address, 0, size);
//
// A shared memory has a handle of a type of its own, so that no access to it can be an ordinary one by mistake: the
// overloads here go through shared_bytes.hpp. Addresses are computed and checked by access.hpp. Where a check reads the
// memory's size, it reads it atomically; the base never moves.
//
// Only modules with a shared memory include this file (through atomic.hpp).
#pragma once

#include <wasm2cpp/guest/access.hpp>

namespace wasm2cpp::guest {

template <class Memory>
concept shared_handle = __is_same(Memory, shared32) || __is_same(Memory, shared64);

inline namespace WASM2CPP_MODE {

// Of the memory that a guest function is given.
WASM2CPP_INLINE shared32 shared_of(mem32 m) { return reinterpret_cast<shared32>(m); }

template <>
WASM2CPP_INLINE shared32 memory_of<shared32>(memory_data* data) {
  return shared_of(memory_of<mem32>(data));
}
template <>
WASM2CPP_INLINE shared64 memory_of<shared64>(memory_data* data) {
  return reinterpret_cast<shared64>(data);
}

WASM2CPP_INLINE u8* address_of(shared64 m, u64 address, u64 offset, u64 width) {
  const memory_data* const data = reinterpret_cast<const memory_data*>(m);
  return checked_address(data, size_in_bytes(data), address, offset, width);
}

#if defined(WASM2CPP_CHECKED)
WASM2CPP_INLINE u8* address_of(shared32 m, u32 address, u32 offset, u64 width) {
  const memory_data* const data = reinterpret_cast<const memory_data*>(m);
  return checked_address(data, size_in_bytes(data), address, offset, width);
}
#else
WASM2CPP_INLINE u8* address_of(shared32 m, u32 address, u32 offset, u64 width) {
  return touched(address_of(reinterpret_cast<mem32>(m), address, offset, width));
}
#endif

// ---- a T in memory, from and to a Wasm value

// Of 16 bytes, the halves are read one after the other: vectors may be torn.
template <class T, shared_handle Memory, class Address>
WASM2CPP_INLINE T load(Memory m, Address address, Address offset) {
  const u8* const place = address_of(m, address, offset, sizeof(T));
  if constexpr (sizeof(T) == 16) {
    const u64 halves[2] = {read_shared<u64>(place), read_shared<u64>(place + 8)};
    T value;
    __builtin_memcpy(&value, halves, sizeof(T));
    return little_endian(value);
  } else {
    return little_endian(bit_cast<T>(read_shared<typename unsigned_of_size<sizeof(T)>::type>(place)));
  }
}

// Where one store may be several, the last byte is read first: in guard mode, one that straddles the end writes
// nothing.
template <class T, shared_handle Memory, class Address>
WASM2CPP_INLINE void store(Memory m, Address address, T value, Address offset) {
  u8* const place = address_of(m, address, offset, sizeof(T));
  if constexpr (sizeof(T) == 16 || !may_be_unaligned) drop_load(u32(read_shared<u8>(place + sizeof(T) - 1)));
  if constexpr (sizeof(T) == 16) {
    u64 halves[2];
    value = little_endian(value);
    __builtin_memcpy(halves, &value, sizeof(T));
    write_shared<u64>(place, halves[0]);
    write_shared<u64>(place + 8, halves[1]);
  } else {
    using bits = typename unsigned_of_size<sizeof(T)>::type;
    write_shared<bits>(place, bit_cast<bits>(little_endian(value)));
  }
}

// clang-format off
template <shared_handle M> WASM2CPP_INLINE u32 i32_load(M m, address_in<M> a, address_in<M> o) { return load<u32>(m, a, o); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load(M m, address_in<M> a, address_in<M> o) { return load<u64>(m, a, o); }
template <shared_handle M> WASM2CPP_INLINE f32 f32_load(M m, address_in<M> a, address_in<M> o) { return load<f32>(m, a, o); }
template <shared_handle M> WASM2CPP_INLINE f64 f64_load(M m, address_in<M> a, address_in<M> o) { return load<f64>(m, a, o); }
template <shared_handle M> WASM2CPP_INLINE u32 i32_load8_s(M m, address_in<M> a, address_in<M> o) { return u32(load<i8>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u32 i32_load8_u(M m, address_in<M> a, address_in<M> o) { return u32(load<u8>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u32 i32_load16_s(M m, address_in<M> a, address_in<M> o) { return u32(load<i16>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u32 i32_load16_u(M m, address_in<M> a, address_in<M> o) { return u32(load<u16>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load8_s(M m, address_in<M> a, address_in<M> o) { return u64(load<i8>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load8_u(M m, address_in<M> a, address_in<M> o) { return u64(load<u8>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load16_s(M m, address_in<M> a, address_in<M> o) { return u64(load<i16>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load16_u(M m, address_in<M> a, address_in<M> o) { return u64(load<u16>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load32_s(M m, address_in<M> a, address_in<M> o) { return u64(load<i32>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE u64 i64_load32_u(M m, address_in<M> a, address_in<M> o) { return u64(load<u32>(m, a, o)); }
template <shared_handle M> WASM2CPP_INLINE void i32_store(M m, address_in<M> a, u32 v, address_in<M> o) { store(m, a, v, o); }
template <shared_handle M> WASM2CPP_INLINE void i64_store(M m, address_in<M> a, u64 v, address_in<M> o) { store(m, a, v, o); }
template <shared_handle M> WASM2CPP_INLINE void f32_store(M m, address_in<M> a, f32 v, address_in<M> o) { store(m, a, v, o); }
template <shared_handle M> WASM2CPP_INLINE void f64_store(M m, address_in<M> a, f64 v, address_in<M> o) { store(m, a, v, o); }
template <shared_handle M> WASM2CPP_INLINE void i32_store8(M m, address_in<M> a, u32 v, address_in<M> o) { store(m, a, u8(v), o); }
template <shared_handle M> WASM2CPP_INLINE void i32_store16(M m, address_in<M> a, u32 v, address_in<M> o) { store(m, a, u16(v), o); }
template <shared_handle M> WASM2CPP_INLINE void i64_store8(M m, address_in<M> a, u64 v, address_in<M> o) { store(m, a, u8(v), o); }
template <shared_handle M> WASM2CPP_INLINE void i64_store16(M m, address_in<M> a, u64 v, address_in<M> o) { store(m, a, u16(v), o); }
template <shared_handle M> WASM2CPP_INLINE void i64_store32(M m, address_in<M> a, u64 v, address_in<M> o) { store(m, a, u32(v), o); }
// clang-format on

}  // namespace WASM2CPP_MODE

// ---- ranges: as in memory.hpp; one of the memories of a copy may be unshared

WASM2CPP_OUT_OF_LINE void fill_shared_in_steps(u8* to, u8 value, u64 size) {
  in_steps(size, true, [=](u64 at, u64 bytes) { fill_shared(to + at, value, bytes); });
}

WASM2CPP_OUT_OF_LINE void copy_shared_in_steps(u8* to, const u8* from, u64 size) {
  in_steps(size, is_upwards(to, from), [=](u64 at, u64 bytes) { copy_shared(to + at, from + at, bytes); });
}

WASM2CPP_INLINE void shared_memory_fill(memory_data* m, u64 destination, u32 value, u64 size) {
  fill_shared_in_steps(memory_range(m, destination, size), u8(value), size);
}

WASM2CPP_INLINE void shared_memory_copy(memory_data* to_memory, const memory_data* from_memory, u64 destination,
                                        u64 source, u64 size) {
  u8* const to = memory_range(to_memory, destination, size);
  copy_shared_in_steps(to, memory_range(from_memory, source, size), size);
}

WASM2CPP_INLINE void shared_memory_init(memory_data* m, const data_segment& segment, u64 destination, u64 source,
                                        u64 size) {
  u8* const to = memory_range(m, destination, size);
  copy_shared_in_steps(to, data_range(segment, source, size), size);
}

}  // namespace wasm2cpp::guest

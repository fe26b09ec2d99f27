// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads and stores of vectors, of parts of them, and of single lanes. Each is made of one scalar or 16-byte access,
// which access.hpp checks, so that there is nothing about addresses here; the rest moves lanes.
//
//     v128_load32_splat(m, p, 8)          // one load of 4 bytes, copied to four lanes
//     v128_store16_lane<1>(m, p, a, 8)    // one store of 2 bytes
#pragma once

#include <wasm2cpp/guest/access.hpp>
#include <wasm2cpp/guest/simd/conversion.hpp>

namespace wasm2cpp::guest {

// The low lane, and zeros.
WASM2CPP_INLINE v128 v128_low_32(u32 x) { return v128_const(x, 0, 0, 0); }
WASM2CPP_INLINE v128 v128_low_64(u64 x) { return is_little_endian ? v128(u64x2{x, 0}) : v128(u64x2{0, x}); }

inline namespace WASM2CPP_MODE {

template <class Memory>
WASM2CPP_INLINE v128 v128_load(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return load<v128>(m, address, offset);
}

// Where sixteen bytes are more than one machine access, the last byte is touched first: a store that traps writes
// nothing. (Those of shared memories are; their `store` does so itself.)
template <class Memory, class Address, class Offset>
WASM2CPP_INLINE void store_vector(Memory m, Address address, v128 value, Offset offset) {
#if !defined(__SSE2__) && !defined(__aarch64__)
  if constexpr (__is_same(Memory, mem32) || __is_same(Memory, mem64) || __is_same(Memory, near_memory))
    drop_load(u32(address_of(m, address, offset, 16)[15]));
#endif
  store(m, address, value, offset);
}

template <class Memory>
WASM2CPP_INLINE void v128_store(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  store_vector(m, address, value, offset);
}

WASM2CPP_INLINE v128 v128_load(near_memory n, near_address address, u32 offset) { return load<v128>(n, address, offset); }
WASM2CPP_INLINE void v128_store(near_memory n, near_address address, v128 value, u32 offset) {
  store_vector(n, address, value, offset);
}

// ---- eight bytes made sixteen

template <class Memory>
WASM2CPP_INLINE v128 v128_load8x8_s(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i16x8_extend_low_i8x16_s(v128_low_64(load<u64>(m, address, offset)));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load8x8_u(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i16x8_extend_low_i8x16_u(v128_low_64(load<u64>(m, address, offset)));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load16x4_s(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i32x4_extend_low_i16x8_s(v128_low_64(load<u64>(m, address, offset)));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load16x4_u(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i32x4_extend_low_i16x8_u(v128_low_64(load<u64>(m, address, offset)));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load32x2_s(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i64x2_extend_low_i32x4_s(v128_low_64(load<u64>(m, address, offset)));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load32x2_u(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i64x2_extend_low_i32x4_u(v128_low_64(load<u64>(m, address, offset)));
}

// ---- one lane, to all or to the lowest

template <class Memory>
WASM2CPP_INLINE v128 v128_load8_splat(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i8x16_splat(load<u8>(m, address, offset));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load16_splat(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i16x8_splat(load<u16>(m, address, offset));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load32_splat(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i32x4_splat(load<u32>(m, address, offset));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load64_splat(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return i64x2_splat(load<u64>(m, address, offset));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load32_zero(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return v128_low_32(load<u32>(m, address, offset));
}
template <class Memory>
WASM2CPP_INLINE v128 v128_load64_zero(Memory m, address_in<Memory> address, address_in<Memory> offset) {
  return v128_low_64(load<u64>(m, address, offset));
}

// ---- one lane of a vector

template <int Lane, class Memory>
WASM2CPP_INLINE v128 v128_load8_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  return i8x16_replace_lane<Lane>(value, load<u8>(m, address, offset));
}
template <int Lane, class Memory>
WASM2CPP_INLINE v128 v128_load16_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  return i16x8_replace_lane<Lane>(value, load<u16>(m, address, offset));
}
template <int Lane, class Memory>
WASM2CPP_INLINE v128 v128_load32_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  return i32x4_replace_lane<Lane>(value, load<u32>(m, address, offset));
}
template <int Lane, class Memory>
WASM2CPP_INLINE v128 v128_load64_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  return i64x2_replace_lane<Lane>(value, load<u64>(m, address, offset));
}
template <int Lane, class Memory>
WASM2CPP_INLINE void v128_store8_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  store(m, address, u8(i8x16_extract_lane_u<Lane>(value)), offset);
}
template <int Lane, class Memory>
WASM2CPP_INLINE void v128_store16_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  store(m, address, u16(i16x8_extract_lane_u<Lane>(value)), offset);
}
template <int Lane, class Memory>
WASM2CPP_INLINE void v128_store32_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  store(m, address, i32x4_extract_lane<Lane>(value), offset);
}
template <int Lane, class Memory>
WASM2CPP_INLINE void v128_store64_lane(Memory m, address_in<Memory> address, v128 value, address_in<Memory> offset) {
  store(m, address, i64x2_extract_lane<Lane>(value), offset);
}

}  // namespace WASM2CPP_MODE

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads and stores.
//
//     x = i32_load8_s(m, address, 12);    // guard mode: movsx eax, byte ptr [rdi + rsi + 12]
//
// `address_of` is the one function that computes an address: the sum of address and offset has 33 bits (or 65, for
// 64-bit memories), and every escape from a sandbox of this kind was a sum of fewer. In guard mode there is nothing to
// check: the whole reach of the sum is inside the reservation. In checked mode, and always for mem64, the last byte is
// compared with the memory's size, which is read once (`checked_address`). Shared memories have handles and overloads
// of their own, in shared_access.hpp.
//
// Memory is accessed through types that may lie anywhere and alias anything (memory_cell): one machine access at every
// optimisation level (memcpy is a call at -O0), and no undefined behaviour. Bytes are little-endian whatever the machine.
//
// A `near_address` is one of a strip (strip.hpp), whose accesses have been found to be in bounds before it began.
//
// Loads are plain: the C++ compiler may drop one whose value is never used. Where Wasm drops the value itself, the
// emitter forces the load with drop_load.
#pragma once

#include <wasm2cpp/guest/memory.hpp>

namespace wasm2cpp::guest {

// The type of a memory's addresses, by its handle; operands and constants convert to it.
template <class Memory>
struct address_type_of {
  using type = u64;
};
template <>
struct address_type_of<mem32> {
  using type = u32;
};
template <>
struct address_type_of<shared32> {
  using type = u32;
};
template <class Memory>
using address_in = typename address_type_of<Memory>::type;

// An address at which an access is known to be in bounds; and where its memory lies, which does not move meanwhile. So
// compilers see an index of 64 bits, in checked mode too.
enum class near_address : u64 {};
using near_memory = struct memory_nearby*;

// Forces a load whose value the guest drops.
template <class T>
WASM2CPP_INLINE void drop_load(T value) {
  if constexpr (sizeof(T) == 8) {
    asm volatile("" : : "r"(bit_cast<u64>(value)));
  } else if constexpr (sizeof(T) == 4) {
    asm volatile("" : : "r"(bit_cast<u32>(value)));
  } else {
    asm volatile("" : : "m"(value));
  }
}

// `size` is that of the memory, read once. The sum of 32-bit addresses has 33 bits.
WASM2CPP_INLINE u8* checked_address(const memory_data* data, u64 size, u32 address, u32 offset, u64 width) {
  const u64 first = u64(address) + offset;
  if (first + width > size) [[unlikely]]
    trap<trap_kind::out_of_bounds_memory_access>();
  return data->base + (first & bounds_mask(first + width - 1, size));
}

// The sum of 64-bit addresses has 65 bits. (Written as `size < reach || address > size - reach`, each check makes clang
// look at the whole function once more: it finds the overflow by itself, and then begins anew.)
WASM2CPP_INLINE u8* checked_address(const memory_data* data, u64 size, u64 address, u64 offset, u64 width) {
  u64 reach = 0;  // offset and width are constants: so is this
  u64 last = 0;   // address that is in bounds
  if (__builtin_add_overflow(offset, width, &reach) || __builtin_sub_overflow(size, reach, &last) || address > last)
      [[unlikely]] {
    trap<trap_kind::out_of_bounds_memory_access>();
  }
  return data->base + ((address + offset) & bounds_mask(address + offset + width - 1, size));
}

inline namespace WASM2CPP_MODE {

template <class Memory>
Memory memory_of(memory_data* data);

template <>
WASM2CPP_INLINE mem64 memory_of<mem64>(memory_data* data) {
  return reinterpret_cast<mem64>(data);
}

WASM2CPP_INLINE u8* address_of(mem64 m, u64 address, u64 offset, u64 width) {
  const memory_data* const data = reinterpret_cast<const memory_data*>(m);
  return checked_address(data, data->size, address, offset, width);
}

#if defined(WASM2CPP_CHECKED)
template <>
WASM2CPP_INLINE mem32 memory_of<mem32>(memory_data* data) {
  return reinterpret_cast<mem32>(data);
}

WASM2CPP_INLINE u8* address_of(mem32 m, u32 address, u32 offset, u64 width) {
  const memory_data* const data = reinterpret_cast<const memory_data*>(m);
  return checked_address(data, data->size, address, offset, width);
}
#else
template <>
WASM2CPP_INLINE mem32 memory_of<mem32>(memory_data* data) {
  return reinterpret_cast<mem32>(data->base);
}

WASM2CPP_INLINE u8* address_of(mem32 m, u32 address, u32 offset, u64) {
  return reinterpret_cast<u8*>(m) + (u64(address) + offset);
}

#endif

WASM2CPP_INLINE u8* address_of(near_memory n, near_address address, u32 offset, u64) {
  return reinterpret_cast<u8*>(n) + (u64(address) + offset);
}

// ---- a T in memory, from and to a Wasm value

template <class T, class Memory, class Address, class Offset>
WASM2CPP_INLINE T load(Memory m, Address address, Offset offset) {
  using cell = typename memory_cell<T>::type;
  return little_endian(T(*reinterpret_cast<const cell*>(address_of(m, address, offset, sizeof(T)))));
}

template <class T, class Memory, class Address, class Offset>
WASM2CPP_INLINE void store(Memory m, Address address, T value, Offset offset) {
  using cell = typename memory_cell<T>::type;
  *reinterpret_cast<cell*>(address_of(m, address, offset, sizeof(T))) = little_endian(value);
}

// ---- mem32

WASM2CPP_INLINE u32 i32_load(mem32 m, u32 address, u32 offset) { return load<u32>(m, address, offset); }
WASM2CPP_INLINE u64 i64_load(mem32 m, u32 address, u32 offset) { return load<u64>(m, address, offset); }
WASM2CPP_INLINE f32 f32_load(mem32 m, u32 address, u32 offset) { return load<f32>(m, address, offset); }
WASM2CPP_INLINE f64 f64_load(mem32 m, u32 address, u32 offset) { return load<f64>(m, address, offset); }
WASM2CPP_INLINE u32 i32_load8_s(mem32 m, u32 address, u32 offset) { return u32(load<i8>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load8_u(mem32 m, u32 address, u32 offset) { return u32(load<u8>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load16_s(mem32 m, u32 address, u32 offset) { return u32(load<i16>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load16_u(mem32 m, u32 address, u32 offset) { return u32(load<u16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load8_s(mem32 m, u32 address, u32 offset) { return u64(load<i8>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load8_u(mem32 m, u32 address, u32 offset) { return u64(load<u8>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load16_s(mem32 m, u32 address, u32 offset) { return u64(load<i16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load16_u(mem32 m, u32 address, u32 offset) { return u64(load<u16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load32_s(mem32 m, u32 address, u32 offset) { return u64(load<i32>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load32_u(mem32 m, u32 address, u32 offset) { return u64(load<u32>(m, address, offset)); }
WASM2CPP_INLINE void i32_store(mem32 m, u32 address, u32 value, u32 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void i64_store(mem32 m, u32 address, u64 value, u32 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void f32_store(mem32 m, u32 address, f32 value, u32 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void f64_store(mem32 m, u32 address, f64 value, u32 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void i32_store8(mem32 m, u32 address, u32 value, u32 offset) { store(m, address, u8(value), offset); }
WASM2CPP_INLINE void i32_store16(mem32 m, u32 address, u32 value, u32 offset) { store(m, address, u16(value), offset); }
WASM2CPP_INLINE void i64_store8(mem32 m, u32 address, u64 value, u32 offset) { store(m, address, u8(value), offset); }
WASM2CPP_INLINE void i64_store16(mem32 m, u32 address, u64 value, u32 offset) { store(m, address, u16(value), offset); }
WASM2CPP_INLINE void i64_store32(mem32 m, u32 address, u64 value, u32 offset) { store(m, address, u32(value), offset); }

// ---- mem32, in strips

WASM2CPP_INLINE u32 i32_load(near_memory n, near_address address, u32 offset) { return load<u32>(n, address, offset); }
WASM2CPP_INLINE u64 i64_load(near_memory n, near_address address, u32 offset) { return load<u64>(n, address, offset); }
WASM2CPP_INLINE f32 f32_load(near_memory n, near_address address, u32 offset) { return load<f32>(n, address, offset); }
WASM2CPP_INLINE f64 f64_load(near_memory n, near_address address, u32 offset) { return load<f64>(n, address, offset); }
WASM2CPP_INLINE u32 i32_load8_s(near_memory n, near_address address, u32 offset) { return u32(load<i8>(n, address, offset)); }
WASM2CPP_INLINE u32 i32_load8_u(near_memory n, near_address address, u32 offset) { return u32(load<u8>(n, address, offset)); }
WASM2CPP_INLINE u32 i32_load16_s(near_memory n, near_address address, u32 offset) {
  return u32(load<i16>(n, address, offset));
}
WASM2CPP_INLINE u32 i32_load16_u(near_memory n, near_address address, u32 offset) {
  return u32(load<u16>(n, address, offset));
}
WASM2CPP_INLINE u64 i64_load8_s(near_memory n, near_address address, u32 offset) { return u64(load<i8>(n, address, offset)); }
WASM2CPP_INLINE u64 i64_load8_u(near_memory n, near_address address, u32 offset) { return u64(load<u8>(n, address, offset)); }
WASM2CPP_INLINE u64 i64_load16_s(near_memory n, near_address address, u32 offset) {
  return u64(load<i16>(n, address, offset));
}
WASM2CPP_INLINE u64 i64_load16_u(near_memory n, near_address address, u32 offset) {
  return u64(load<u16>(n, address, offset));
}
WASM2CPP_INLINE u64 i64_load32_s(near_memory n, near_address address, u32 offset) {
  return u64(load<i32>(n, address, offset));
}
WASM2CPP_INLINE u64 i64_load32_u(near_memory n, near_address address, u32 offset) {
  return u64(load<u32>(n, address, offset));
}
WASM2CPP_INLINE void i32_store(near_memory n, near_address address, u32 value, u32 offset) {
  store(n, address, value, offset);
}
WASM2CPP_INLINE void i64_store(near_memory n, near_address address, u64 value, u32 offset) {
  store(n, address, value, offset);
}
WASM2CPP_INLINE void f32_store(near_memory n, near_address address, f32 value, u32 offset) {
  store(n, address, value, offset);
}
WASM2CPP_INLINE void f64_store(near_memory n, near_address address, f64 value, u32 offset) {
  store(n, address, value, offset);
}
WASM2CPP_INLINE void i32_store8(near_memory n, near_address address, u32 value, u32 offset) {
  store(n, address, u8(value), offset);
}
WASM2CPP_INLINE void i32_store16(near_memory n, near_address address, u32 value, u32 offset) {
  store(n, address, u16(value), offset);
}
WASM2CPP_INLINE void i64_store8(near_memory n, near_address address, u64 value, u32 offset) {
  store(n, address, u8(value), offset);
}
WASM2CPP_INLINE void i64_store16(near_memory n, near_address address, u64 value, u32 offset) {
  store(n, address, u16(value), offset);
}
WASM2CPP_INLINE void i64_store32(near_memory n, near_address address, u64 value, u32 offset) {
  store(n, address, u32(value), offset);
}

// ---- mem64

WASM2CPP_INLINE u32 i32_load(mem64 m, u64 address, u64 offset) { return load<u32>(m, address, offset); }
WASM2CPP_INLINE u64 i64_load(mem64 m, u64 address, u64 offset) { return load<u64>(m, address, offset); }
WASM2CPP_INLINE f32 f32_load(mem64 m, u64 address, u64 offset) { return load<f32>(m, address, offset); }
WASM2CPP_INLINE f64 f64_load(mem64 m, u64 address, u64 offset) { return load<f64>(m, address, offset); }
WASM2CPP_INLINE u32 i32_load8_s(mem64 m, u64 address, u64 offset) { return u32(load<i8>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load8_u(mem64 m, u64 address, u64 offset) { return u32(load<u8>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load16_s(mem64 m, u64 address, u64 offset) { return u32(load<i16>(m, address, offset)); }
WASM2CPP_INLINE u32 i32_load16_u(mem64 m, u64 address, u64 offset) { return u32(load<u16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load8_s(mem64 m, u64 address, u64 offset) { return u64(load<i8>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load8_u(mem64 m, u64 address, u64 offset) { return u64(load<u8>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load16_s(mem64 m, u64 address, u64 offset) { return u64(load<i16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load16_u(mem64 m, u64 address, u64 offset) { return u64(load<u16>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load32_s(mem64 m, u64 address, u64 offset) { return u64(load<i32>(m, address, offset)); }
WASM2CPP_INLINE u64 i64_load32_u(mem64 m, u64 address, u64 offset) { return u64(load<u32>(m, address, offset)); }
WASM2CPP_INLINE void i32_store(mem64 m, u64 address, u32 value, u64 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void i64_store(mem64 m, u64 address, u64 value, u64 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void f32_store(mem64 m, u64 address, f32 value, u64 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void f64_store(mem64 m, u64 address, f64 value, u64 offset) { store(m, address, value, offset); }
WASM2CPP_INLINE void i32_store8(mem64 m, u64 address, u32 value, u64 offset) { store(m, address, u8(value), offset); }
WASM2CPP_INLINE void i32_store16(mem64 m, u64 address, u32 value, u64 offset) { store(m, address, u16(value), offset); }
WASM2CPP_INLINE void i64_store8(mem64 m, u64 address, u64 value, u64 offset) { store(m, address, u8(value), offset); }
WASM2CPP_INLINE void i64_store16(mem64 m, u64 address, u64 value, u64 offset) { store(m, address, u16(value), offset); }
WASM2CPP_INLINE void i64_store32(mem64 m, u64 address, u64 value, u64 offset) { store(m, address, u32(value), offset); }

}  // namespace WASM2CPP_MODE

}  // namespace wasm2cpp::guest

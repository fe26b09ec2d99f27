// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes that several threads may touch at the same time, without a word to each other.
//
// That is legal in Wasm, and a race of plain accesses is undefined in C++. So every access to a shared memory, by the
// guest or the host, is one of these:
//
//     read_shared, write_shared    an ordinary load or store: never torn where it is aligned, ordered with nothing
//     copy_shared, fill_shared     ranges, in words
//     atomic_…                     the atomic instructions: aligned, sequentially consistent
//
// An ordinary access is a volatile one of a packed struct where the processor accesses any address by one instruction:
// as quick as a plain load, read exactly once, never invented or repeated. A relaxed atomic would want alignment, which
// Wasm only hints at, and a branch to find out. Other processors, and the thread sanitizer, which takes volatile
// accesses for plain ones, get relaxed atomics where the address is aligned, and bytes where it is not.
//
// Values are little-endian in memory; the atomics take and give the machine's order, the others raw bits.
#pragma once

#include <bit>

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool has_thread_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool has_thread_sanitizer = true;
#else
inline constexpr bool has_thread_sanitizer = false;
#endif
#else
inline constexpr bool has_thread_sanitizer = false;
#endif

// Under the thread sanitizer an atomic access is made by a function of its runtime, which may hold a lock meanwhile: an
// access that could fault is made by this one first, which it does not see.
__attribute__((no_sanitize("thread"))) WASM2CPP_OUT_OF_LINE void touch(const u8* place) {
  static_cast<void>(*static_cast<const volatile u8*>(place));
}
WASM2CPP_INLINE u8* touched(u8* place) {
  if constexpr (has_thread_sanitizer) touch(place);
  return place;
}

#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
inline constexpr bool may_be_unaligned = !has_thread_sanitizer;
#else
inline constexpr bool may_be_unaligned = false;
#endif

// A T in memory: at any address, and aliasing anything. No structure with a member: of those GCC believes that two are
// either the same or apart, and vectorises a loop whose accesses overlap in part.
template <class T>
struct memory_cell {
  using type __attribute__((aligned(1), may_alias)) = T;
};
static_assert(alignof(memory_cell<u32>::type) == 1);

// Bytes reversed on big-endian machines; for floats as for integers.
template <class T>
WASM2CPP_INLINE T little_endian(T value) {
  if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1) return value;
  if constexpr (sizeof(T) == 2) return bit_cast<T>(u16(__builtin_bswap16(bit_cast<u16>(value))));
  if constexpr (sizeof(T) == 4) return bit_cast<T>(u32(__builtin_bswap32(bit_cast<u32>(value))));
  if constexpr (sizeof(T) == 8) return bit_cast<T>(u64(__builtin_bswap64(bit_cast<u64>(value))));
  if constexpr (sizeof(T) == 16)
    return __builtin_shufflevector(value, value, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

WASM2CPP_INLINE bool is_aligned(const u8* address, u64 size) {
  return (reinterpret_cast<std::uintptr_t>(address) & (size - 1)) == 0;
}

// A place in memory as an object for the __atomic functions, which access it as the bytes that it is.
template <class T>
using atomic_cell __attribute__((may_alias)) = T;

// ---- ordinary accesses; T is an unsigned integer

template <u64 Size>
struct unsigned_of_size;
template <>
struct unsigned_of_size<1> {
  using type = u8;
};
template <>
struct unsigned_of_size<2> {
  using type = u16;
};
template <>
struct unsigned_of_size<4> {
  using type = u32;
};
template <>
struct unsigned_of_size<8> {
  using type = u64;
};
template <>
struct unsigned_of_size<16> {
  using type = v128;
};

// A byte at a time.
template <class T>
WASM2CPP_INLINE T read_shared_bytes(const u8* address) {
  u8 bytes[sizeof(T)];
  for (u64 i = 0; i != sizeof(T); ++i) bytes[i] = __atomic_load_n(address + i, __ATOMIC_RELAXED);
  T value;
  __builtin_memcpy(&value, bytes, sizeof(T));
  return value;
}

template <class T>
WASM2CPP_INLINE void write_shared_bytes(u8* address, T value) {
  u8 bytes[sizeof(T)];
  __builtin_memcpy(bytes, &value, sizeof(T));
  for (u64 i = 0; i != sizeof(T); ++i) __atomic_store_n(address + i, bytes[i], __ATOMIC_RELAXED);
}

template <class T>
WASM2CPP_INLINE T read_shared(const u8* address) {
  if constexpr (may_be_unaligned) return *reinterpret_cast<const volatile typename memory_cell<T>::type*>(address);
  if (!is_aligned(address, sizeof(T))) return read_shared_bytes<T>(address);
  return __atomic_load_n(reinterpret_cast<const atomic_cell<T>*>(address), __ATOMIC_RELAXED);
}

template <class T>
WASM2CPP_INLINE void write_shared(u8* address, T value) {
  if constexpr (may_be_unaligned) {
    *reinterpret_cast<volatile typename memory_cell<T>::type*>(address) = value;
  } else if (!is_aligned(address, sizeof(T))) {
    write_shared_bytes<T>(address, value);
  } else {
    __atomic_store_n(reinterpret_cast<atomic_cell<T>*>(address), value, __ATOMIC_RELAXED);
  }
}

// ---- ranges: words where the destination is aligned, bytes at its ends

inline void copy_shared_upwards(u8* to, const u8* from, u64 size) {
  for (; size != 0 && !is_aligned(to, 8); --size) write_shared<u8>(to++, read_shared<u8>(from++));
  for (; size >= 8; size -= 8, to += 8, from += 8) write_shared<u64>(to, read_shared<u64>(from));
  for (; size != 0; --size) write_shared<u8>(to++, read_shared<u8>(from++));
}

inline void copy_shared_downwards(u8* to, const u8* from, u64 size) {
  for (to += size, from += size; size != 0 && !is_aligned(to, 8); --size) {
    write_shared<u8>(--to, read_shared<u8>(--from));
  }
  for (; size >= 8; size -= 8) write_shared<u64>(to -= 8, read_shared<u64>(from -= 8));
  for (; size != 0; --size) write_shared<u8>(--to, read_shared<u8>(--from));
}

// The ranges may overlap.
WASM2CPP_OUT_OF_LINE void copy_shared(u8* to, const u8* from, u64 size) {
  const auto distance = reinterpret_cast<std::uintptr_t>(to) - reinterpret_cast<std::uintptr_t>(from);
  if (distance >= size) return copy_shared_upwards(to, from, size);
  copy_shared_downwards(to, from, size);
}

WASM2CPP_OUT_OF_LINE void fill_shared(u8* to, u8 value, u64 size) {
  const u64 word = value * u64(0x0101010101010101);
  for (; size != 0 && !is_aligned(to, 8); --size) write_shared<u8>(to++, value);
  for (; size >= 8; size -= 8, to += 8) write_shared<u64>(to, word);
  for (; size != 0; --size) write_shared<u8>(to++, value);
}

// ---- atomics; the address is aligned. Each gives the value that was there.

template <class T>
WASM2CPP_INLINE T atomic_load(const u8* address) {
  return little_endian(T(__atomic_load_n(reinterpret_cast<const atomic_cell<T>*>(address), __ATOMIC_SEQ_CST)));
}

template <class T>
WASM2CPP_INLINE void atomic_store(u8* address, T value) {
  __atomic_store_n(reinterpret_cast<atomic_cell<T>*>(address), little_endian(value), __ATOMIC_SEQ_CST);
}

template <class T>
WASM2CPP_INLINE T atomic_exchange(u8* address, T value) {
  auto* const cell = reinterpret_cast<atomic_cell<T>*>(address);
  return little_endian(T(__atomic_exchange_n(cell, little_endian(value), __ATOMIC_SEQ_CST)));
}

// Stores `replacement` if `expected` is there.
template <class T>
WASM2CPP_INLINE T atomic_compare_exchange(u8* address, T expected, T replacement) {
  T found = little_endian(expected);
  __atomic_compare_exchange_n(reinterpret_cast<atomic_cell<T>*>(address), &found, little_endian(replacement), false,
                              __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  return little_endian(found);
}

// Carries go from byte to byte the way of the machine: a big-endian one must compute beside the memory.
template <class T>
WASM2CPP_INLINE T atomic_add(u8* address, T value) {
  if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1) {
    return T(__atomic_fetch_add(reinterpret_cast<atomic_cell<T>*>(address), value, __ATOMIC_SEQ_CST));
  }
  for (T before = atomic_load<T>(address);;) {
    const T found = atomic_compare_exchange<T>(address, before, T(before + value));
    if (found == before) return found;
    before = found;
  }
}

template <class T>
WASM2CPP_INLINE T atomic_sub(u8* address, T value) {
  return atomic_add<T>(address, T(T(0) - value));
}

template <class T>
WASM2CPP_INLINE T atomic_and(u8* address, T value) {
  auto* const cell = reinterpret_cast<atomic_cell<T>*>(address);
  return little_endian(T(__atomic_fetch_and(cell, little_endian(value), __ATOMIC_SEQ_CST)));
}

template <class T>
WASM2CPP_INLINE T atomic_or(u8* address, T value) {
  auto* const cell = reinterpret_cast<atomic_cell<T>*>(address);
  return little_endian(T(__atomic_fetch_or(cell, little_endian(value), __ATOMIC_SEQ_CST)));
}

template <class T>
WASM2CPP_INLINE T atomic_xor(u8* address, T value) {
  auto* const cell = reinterpret_cast<atomic_cell<T>*>(address);
  return little_endian(T(__atomic_fetch_xor(cell, little_endian(value), __ATOMIC_SEQ_CST)));
}

}  // namespace wasm2cpp::guest

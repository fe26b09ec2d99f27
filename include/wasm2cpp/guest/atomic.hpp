// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The atomic instructions (the threads proposal): loads, stores, read-modify-writes, wait, notify, fence.
//
//     x = i32_atomic_rmw_add(m0, address, 1, 0);                                     // lock xadd
//     x = memory_atomic_wait32(self->memory_space[0], address, x, timeout, 0);       // nanoseconds; negative: endless
//
// They work on shared and on other memories alike, only that nobody can wait at one that nobody else can write. All are
// sequentially consistent. The address must be a multiple of the width; that is checked first, and traps as "unaligned
// atomic"; then, or by the access itself, that it lies inside.
//
// Only modules that use threads include this file.
#pragma once

#include <wasm2cpp/guest/parking.hpp>
#include <wasm2cpp/guest/shared_access.hpp>

namespace wasm2cpp::guest {

WASM2CPP_INLINE void require_alignment(u64 address, u64 offset, u64 width) {
  if ((address + offset) & (width - 1)) [[unlikely]]
    trap<trap_kind::unaligned_atomic>();
}

inline namespace WASM2CPP_MODE {

template <class T, class M>
WASM2CPP_INLINE u8* atomic_place(M m, address_in<M> address, address_in<M> offset) {
  require_alignment(address, offset, sizeof(T));
  return touched(address_of(m, address, offset, sizeof(T)));
}

// Both operands are wrapped to T: what is there is compared with as many bits of `expected` as it has.
template <class T, class U>
WASM2CPP_INLINE U compare_exchange(u8* place, U expected, U replacement) {
  return atomic_compare_exchange<T>(place, T(expected), T(replacement));
}

// clang-format off
template <class M> WASM2CPP_INLINE u32 i32_atomic_load(M m, address_in<M> a, address_in<M> o) { return atomic_load<u32>(atomic_place<u32>(m, a, o)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_load8_u(M m, address_in<M> a, address_in<M> o) { return atomic_load<u8>(atomic_place<u8>(m, a, o)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_load16_u(M m, address_in<M> a, address_in<M> o) { return atomic_load<u16>(atomic_place<u16>(m, a, o)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_load(M m, address_in<M> a, address_in<M> o) { return atomic_load<u64>(atomic_place<u64>(m, a, o)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_load8_u(M m, address_in<M> a, address_in<M> o) { return atomic_load<u8>(atomic_place<u8>(m, a, o)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_load16_u(M m, address_in<M> a, address_in<M> o) { return atomic_load<u16>(atomic_place<u16>(m, a, o)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_load32_u(M m, address_in<M> a, address_in<M> o) { return atomic_load<u32>(atomic_place<u32>(m, a, o)); }

template <class M> WASM2CPP_INLINE void i32_atomic_store(M m, address_in<M> a, u32 v, address_in<M> o) { atomic_store(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE void i32_atomic_store8(M m, address_in<M> a, u32 v, address_in<M> o) { atomic_store(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE void i32_atomic_store16(M m, address_in<M> a, u32 v, address_in<M> o) { atomic_store(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE void i64_atomic_store(M m, address_in<M> a, u64 v, address_in<M> o) { atomic_store(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE void i64_atomic_store8(M m, address_in<M> a, u64 v, address_in<M> o) { atomic_store(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE void i64_atomic_store16(M m, address_in<M> a, u64 v, address_in<M> o) { atomic_store(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE void i64_atomic_store32(M m, address_in<M> a, u64 v, address_in<M> o) { atomic_store(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_add(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_add(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_add_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_add(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_add_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_add(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_add(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_add(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_add_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_add(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_add_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_add(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_add_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_add(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_sub(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_sub(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_sub_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_sub(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_sub_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_sub(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_sub(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_sub(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_sub_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_sub(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_sub_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_sub(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_sub_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_sub(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_and(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_and(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_and_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_and(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_and_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_and(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_and(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_and(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_and_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_and(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_and_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_and(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_and_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_and(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_or(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_or(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_or_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_or(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_or_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_or(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_or(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_or(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_or_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_or(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_or_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_or(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_or_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_or(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_xor(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_xor(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_xor_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_xor(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_xor_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_xor(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_xor(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_xor(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_xor_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_xor(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_xor_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_xor(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_xor_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_xor(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_xchg(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_exchange(atomic_place<u32>(m, a, o), u32(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_xchg_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_exchange(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_xchg_u(M m, address_in<M> a, u32 v, address_in<M> o) { return atomic_exchange(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_xchg(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_exchange(atomic_place<u64>(m, a, o), u64(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_xchg_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_exchange(atomic_place<u8>(m, a, o), u8(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_xchg_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_exchange(atomic_place<u16>(m, a, o), u16(v)); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_xchg_u(M m, address_in<M> a, u64 v, address_in<M> o) { return atomic_exchange(atomic_place<u32>(m, a, o), u32(v)); }

template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw_cmpxchg(M m, address_in<M> a, u32 e, u32 v, address_in<M> o) { return compare_exchange<u32>(atomic_place<u32>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw8_cmpxchg_u(M m, address_in<M> a, u32 e, u32 v, address_in<M> o) { return compare_exchange<u8>(atomic_place<u8>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u32 i32_atomic_rmw16_cmpxchg_u(M m, address_in<M> a, u32 e, u32 v, address_in<M> o) { return compare_exchange<u16>(atomic_place<u16>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw_cmpxchg(M m, address_in<M> a, u64 e, u64 v, address_in<M> o) { return compare_exchange<u64>(atomic_place<u64>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw8_cmpxchg_u(M m, address_in<M> a, u64 e, u64 v, address_in<M> o) { return compare_exchange<u8>(atomic_place<u8>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw16_cmpxchg_u(M m, address_in<M> a, u64 e, u64 v, address_in<M> o) { return compare_exchange<u16>(atomic_place<u16>(m, a, o), e, v); }
template <class M> WASM2CPP_INLINE u64 i64_atomic_rmw32_cmpxchg_u(M m, address_in<M> a, u64 e, u64 v, address_in<M> o) { return compare_exchange<u32>(atomic_place<u32>(m, a, o), e, v); }
// clang-format on

}  // namespace WASM2CPP_MODE

// ---- fence

#if defined(__SANITIZE_THREAD__)
// g++'s sanitizer does not know fences, and warns of them.
inline constinit u32 fenced = 0;
WASM2CPP_INLINE void atomic_fence() { __atomic_fetch_add(&fenced, 0, __ATOMIC_SEQ_CST); }
#else
WASM2CPP_INLINE void atomic_fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
#endif

// ---- wait and notify: they are given the memory itself, since a handle does not tell if it is shared

inline u8* parking_place(const memory_data* m, u64 address, u64 offset, u64 width) {
  require_stack();
  heed_stop_request();
  require_alignment(address, offset, width);
  return checked_address(m, size_in_bytes(m), address, offset, width);
}

template <class T>
u32 memory_atomic_wait(const memory_data* m, u64 address, T expected, u64 timeout, u64 offset) {
  const u8* const place = parking_place(m, address, offset, sizeof(T));
  if (!m->is_shared) trap<trap_kind::expected_shared_memory>();
  const parking_result result = park<T>(place, expected, i64(timeout), m->waits_are_over, this_thread.running);
  if (result == parking_ended) trap<trap_kind::interrupted>();
  return result;
}

WASM2CPP_OUT_OF_LINE u32 memory_atomic_wait32(const memory_data* m, u64 address, u32 expected, u64 timeout,
                                              u64 offset) {
  return memory_atomic_wait<u32>(m, address, expected, timeout, offset);
}

WASM2CPP_OUT_OF_LINE u32 memory_atomic_wait64(const memory_data* m, u64 address, u64 expected, u64 timeout,
                                              u64 offset) {
  return memory_atomic_wait<u64>(m, address, expected, timeout, offset);
}

// How many it woke.
WASM2CPP_OUT_OF_LINE u32 memory_atomic_notify(const memory_data* m, u64 address, u32 count, u64 offset) {
  const u8* const place = parking_place(m, address, offset, 4);
  return m->is_shared ? unpark(place, count) : 0;
}

}  // namespace wasm2cpp::guest

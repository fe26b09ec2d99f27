// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few reservations of small memories that are gone, kept for the next ones.
//
// Making a reservation takes microseconds, but the first touch of a fresh page can take a hundred times as long, on
// virtual machines above all. A program that makes and drops small instances therefore gets its pages back, cleared: a
// spare is a reservation whose first `committed` bytes are accessible and zero, and no others. At most 16 times 256 KiB
// are held back.
#pragma once

#include <cstring>

#include <wasm2cpp/guest/reservation.hpp>

namespace wasm2cpp::guest {

struct spare_reservation {
  void* start;
  u64 committed;
};

struct spare_reservations {
  static constexpr u32 limit = 16;
  static constexpr u64 largest = 256 << 10;  // committed bytes worth clearing
  spare_reservation entries[limit];
  u32 count;
  pthread_mutex_t lock;
};

WASM2CPP_SHARED inline constinit spare_reservations spares{{}, 0, PTHREAD_MUTEX_INITIALIZER};

// False if it is not worth keeping, or enough are kept: the caller releases it.
inline bool keep_reservation(void* start, u8* base, u64 committed) {
  if (committed > spare_reservations::largest) return false;
  if (committed != 0) std::memset(base, 0, std::size_t(committed));
  pthread_mutex_lock(&spares.lock);
  const bool is_kept = spares.count != spare_reservations::limit;
  if (is_kept) spares.entries[spares.count++] = {start, committed};
  pthread_mutex_unlock(&spares.lock);
  return is_kept;
}

// The last one kept, or {nullptr, 0}.
inline spare_reservation take_reservation() {
  pthread_mutex_lock(&spares.lock);
  const spare_reservation taken = spares.count != 0 ? spares.entries[--spares.count] : spare_reservation{nullptr, 0};
  pthread_mutex_unlock(&spares.lock);
  return taken;
}

}  // namespace wasm2cpp::guest

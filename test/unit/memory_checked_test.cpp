// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tests of linear memory once more, in checked mode, under other names.
#define WASM2CPP_CHECKED 1
#define LinearMemory CheckedLinearMemory
#define LinearMemory64 CheckedLinearMemory64
#define MemoryGrowth CheckedMemoryGrowth
#define MemoryRanges CheckedMemoryRanges
#define DataSegments CheckedDataSegments
#define Reservation CheckedReservation
#include "memory_test.cpp"

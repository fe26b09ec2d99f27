// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a callable as guest code and says how it trapped, if it did:
//
//     EXPECT_EQ(trap_of([] { i32_div_s(1, 0); }), trap_kind::integer_divide_by_zero);
//     EXPECT_EQ(trap_of([] { i32_div_s(1, 1); }), std::nullopt);
//
// The callable's frames are jumped over by a trap, so it must own nothing.
#pragma once

#include <wasm2cpp/guest.hpp>
#include <wasm2cpp/guest/boundary.hpp>

#include <optional>
#include <ostream>

namespace wasm2cpp {

inline void PrintTo(trap_kind kind, std::ostream* out) { *out << trap_message(kind); }

namespace guest {

// It needs address space of its own, and limits stacks.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool has_address_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool has_address_sanitizer = true;
#else
inline constexpr bool has_address_sanitizer = false;
#endif
#else
inline constexpr bool has_address_sanitizer = false;
#endif

template <class Body>
std::optional<trap_kind> trap_of(Body body, trap_record& record) {
  const bool returned = call_guest([](void* context) { (*static_cast<Body*>(context))(); }, &body, record);
  return returned ? std::nullopt : std::optional(record.kind);
}

template <class Body>
std::optional<trap_kind> trap_of(Body body) {
  trap_record record;
  return trap_of(body, record);
}

// The same for a guest that was told to stop before.
template <class Body>
std::optional<trap_kind> trap_of_stopped(Body body) {
  execution stopped{};
  stopped.runner = stop_requested;
  const auto kind = trap_of([&] {
    this_thread.running = &stopped;
    body();
  });
  this_thread.running = nullptr;
  return kind;
}

// A value that the compiler does not know.
template <class T>
T unknown(T value) {
  volatile T cell = value;
  return cell;
}

}  // namespace guest
}  // namespace wasm2cpp

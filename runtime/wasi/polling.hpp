// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// poll_oneoff for both previews, which differ in where a subscription's fields lie.
#pragma once

#include "state.hpp"

namespace wasm2cpp::wasi {

/// A subscription: u64 userdata, u8 kind at 8, and from 16 on a descriptor (u32), or a clock (u32), a time (u64), a
/// precision (u64) and flags (u16), each at its multiple.
struct subscription_layout {
  u32 size;
  u32 clock;  ///< where the clock lies; the time follows 8 bytes later, the flags 24
};
inline constexpr subscription_layout subscription_of_preview_1{layout::subscription, 16};
/// Before the clock there is an identifier that means nothing.
inline constexpr subscription_layout subscription_of_preview_0{layout::unstable_subscription, 24};

u32 poll_oneoff(const state& state, caller& from, subscription_layout layout, u32 subscriptions, u32 events, u32 count,
                u32 happened);

}  // namespace wasm2cpp::wasi

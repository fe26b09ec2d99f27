// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What guest code needs for the instructions of garbage collection; emitted files include it only if their module uses
// any of them. It neither includes nor links a collector: libgc.hpp does, in a module's main file.
#pragma once

#include <wasm2cpp/guest/aggregate.hpp>
#include <wasm2cpp/guest/cast.hpp>
#include <wasm2cpp/guest/heap.hpp>

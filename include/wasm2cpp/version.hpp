// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The version of the runtime, as one integer: 10000 * major + 100 * minor + patch, so 0.1.0 is 100.
//
// An emitted file compares it with the version of the translator that wrote it, and refuses any other by #error:
// emitted code uses the runtime's inner part, which makes no promise from one version to the next.
#pragma once

#define WASM2CPP_VERSION 100

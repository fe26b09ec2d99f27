// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file descriptor that is closed at the end of its scope. A negative one (what a failed `open` gives) may be held
// too, so that the caller can report the failure after it has been wrapped.
#pragma once

#include <unistd.h>

namespace translator {

struct Descriptor {
  explicit Descriptor(int value) : number(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int number;
};

}  // namespace translator

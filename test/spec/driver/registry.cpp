// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of registered modules; see registry.hpp. It starts null before any registration's constructor runs.
#include "registry.hpp"

#include <cstring>

namespace spec {
namespace {
constinit const Registration* first = nullptr;
}

Registration::Registration(const char* symbol, Describe describe) : symbol_(symbol), describe_(describe), next_(first) {
  first = this;
}

Describe find_module(const char* symbol) {
  for (const Registration* entry = first; entry != nullptr; entry = entry->next_)
    if (std::strcmp(entry->symbol_, symbol) == 0) return entry->describe_;
  return nullptr;
}

}  // namespace spec

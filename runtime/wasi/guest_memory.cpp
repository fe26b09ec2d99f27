// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies of what the guest's pointers mean: paths and arrays of buffers.
#include "guest_memory.hpp"

namespace wasm2cpp::wasi {

std::string guest_memory::path(u32 at, u32 length) const {
  check(at, length);
  if (length > longest_path) fail(error_code::name_too_long);
  std::string copy(length, '\0');
  memory_.object()->copy_out(copy.data(), at, length);
  if (copy.find('\0') != std::string::npos) fail(error_code::invalid);
  if (host::valid_utf8_prefix(copy) != copy.size()) fail(error_code::illegal_sequence);
  return copy;
}

std::vector<guest_bytes> guest_memory::buffers(u32 at, u32 count) const {
  check(at, u64{count} * layout::iovec);
  std::vector<guest_bytes> found;
  found.reserve(std::min(count, most_buffers));
  u64 total = 0;
  for (u32 i = 0; i < count && found.size() < most_buffers; ++i) {
    const u64 both = read<u64>(at + i * layout::iovec);  // at once, so that no other thread changes one in between
    const u32 length = static_cast<u32>(both >> 32);
    const guest_bytes buffer = bytes(static_cast<u32>(both), length);
    total += length;
    if (total > ~u32{0}) fail(error_code::invalid);
    if (length != 0) found.push_back(buffer);
  }
  return found;
}

}  // namespace wasm2cpp::wasi

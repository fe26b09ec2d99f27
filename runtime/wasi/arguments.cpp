// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments and environment: two lists of strings, which the guest first asks the size of and then takes, as an array of
// pointers and the bytes that they point to, each string with a closing NUL.
#include "state.hpp"

namespace wasm2cpp {
namespace {

using namespace wasi;

void write_sizes(const guest_memory& memory, const std::vector<std::string>& list, u32 count, u32 size) {
  u64 bytes = 0;
  for (const std::string& each : list) bytes += each.size() + 1;
  if (bytes > ~u32{0}) fail(error_code::overflow);
  memory.check(size, sizeof(u32));
  memory.write<u32>(count, static_cast<u32>(list.size()));
  memory.write<u32>(size, static_cast<u32>(bytes));
}

void write_list(const guest_memory& memory, const std::vector<std::string>& list, u32 pointers, u32 bytes) {
  for (const std::string& each : list) {
    memory.write<u32>(pointers, bytes);
    memory.write_bytes(bytes, std::string_view(each.c_str(), each.size() + 1));
    pointers += sizeof(u32);
    bytes += static_cast<u32>(each.size() + 1);
  }
}

}  // namespace

std::uint32_t wasi_functions::args_sizes_get(caller& from, u32 count, u32 size) {
  return answer(from, [&](const guest_memory& memory) { write_sizes(memory, state_->arguments, count, size); });
}

std::uint32_t wasi_functions::args_get(caller& from, u32 pointers, u32 bytes) {
  return answer(from, [&](const guest_memory& memory) { write_list(memory, state_->arguments, pointers, bytes); });
}

std::uint32_t wasi_functions::environ_sizes_get(caller& from, u32 count, u32 size) {
  return answer(from, [&](const guest_memory& memory) { write_sizes(memory, state_->environment, count, size); });
}

std::uint32_t wasi_functions::environ_get(caller& from, u32 pointers, u32 bytes) {
  return answer(from, [&](const guest_memory& memory) { write_list(memory, state_->environment, pointers, bytes); });
}

}  // namespace wasm2cpp

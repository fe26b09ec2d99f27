// clamped_sum.hpp: made by wasm2cpp 0.1.0 from clamped_sum.wat. Do not edit.
#pragma once

#include <wasm2cpp/guest.hpp>
#if WASM2CPP_VERSION != 100
#error "this file was made by wasm2cpp 0.1.0 and needs the runtime of that version"
#endif

namespace clamped_sum::code {
using namespace wasm2cpp::guest;

struct state : instance_state {
  u32 calls;
  memory_data* memory_space[1];
  const function* imported_function[1];
  function defined_function[1];
};
extern WASM2CPP_HIDDEN type_id types[2];
}  // namespace clamped_sum::code

#ifndef WASM2CPP_SHARD
#include <wasm2cpp/wasm2cpp.hpp>

namespace clamped_sum {

const wasm2cpp::module_description& description() noexcept;

struct imports {
  struct host_imports {
    wasm2cpp::function_import<void(std::uint32_t)> report;
    template <class Host>
    static host_imports from(Host& host_) {
      return {
        .report = wasm2cpp::member_import<void(std::uint32_t)>(host_, [](auto& h_, auto&&... a_) -> decltype(h_.report(static_cast<decltype(a_)>(a_)...)) { return h_.report(static_cast<decltype(a_)>(a_)...); }),
      };
    }
  } host;
};

class instance {
 public:
  explicit instance(imports imports);
  instance(const wasm2cpp::store& store, imports imports);
  explicit instance(wasm2cpp::module_instance existing);
  static wasm2cpp::result<instance> create(imports imports);
  static wasm2cpp::result<instance> create(const wasm2cpp::store& store, imports imports);
  instance(instance&&) noexcept = default;
  instance& operator=(instance&&) noexcept = default;

  wasm2cpp::memory memory() const;
  std::uint32_t clamped_sum(std::uint32_t ptr, std::uint32_t n, std::uint32_t limit);

 private:
  wasm2cpp::module_instance self_;
  friend const wasm2cpp::module_instance& handle_of(const instance& i) noexcept { return i.self_; }
  friend const wasm2cpp::module_description& description_of(const instance*) noexcept {
    return ::clamped_sum::description();
  }
};

}  // namespace clamped_sum
#endif

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector may be started by any thread, and that thread may end. (A program of its own: a process has one start.)
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include <wasm2cpp/guest/gc.hpp>
#include <wasm2cpp/guest/libgc.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

namespace {

using namespace wasm2cpp::guest;

type_id types[1];
constexpr field_description fields[] = {{.type = {.kind = kind_i32}, .is_mutable = 1}};
constexpr type_description type_list[] = {{.kind = type_struct, .group_end = 1, .fields = fields, .field_count = 1}};
u32 registered;
constexpr wasm2cpp::module_description boxes = {.name = {"boxes", 5},
                                                .is_checked = is_checked_mode,
                                                .types = type_list,
                                                .type_count = 1,
                                                .type_ids = types,
                                                .is_registered = &registered,
                                                .collector = &libgc_collector,
                                                .state_size = sizeof(instance_state),
                                                .state_alignment = alignof(instance_state)};

/// Makes boxes, collects, and reads them.
void use_the_heap() {
  const wasm2cpp::module_instance instance = wasm2cpp::instantiate(boxes, {});
  std::vector<wasm2cpp::structref> made;
  for (std::uint32_t i = 0; i < 1000; ++i)
    made.push_back(wasm2cpp::structref::make(instance.store(), instance.type(0), {wasm2cpp::value(i)}));
  the_collector->collect();
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(made[i].get<std::uint32_t>(0), i);
}

TEST(CollectorStart, MayBeByAThreadThatEnds) {
  std::thread(use_the_heap).join();
  use_the_heap();
  std::thread(use_the_heap).join();
  the_collector->collect();
}

/// The second thread's state lies where the first one's was.
TEST(CollectorStart, ForgetsThreadsThatTheHostRegisteredItself) {
  use_the_heap();
  for (int i = 0; i < 2; ++i) {
    std::thread([] {
      GC_stack_base base;
      ASSERT_EQ(GC_get_stack_base(&base), GC_SUCCESS);
      ASSERT_EQ(GC_register_my_thread(&base), GC_SUCCESS);
      use_the_heap();
      EXPECT_TRUE(GC_thread_is_registered());
      GC_unregister_my_thread();
    }).join();
  }
  the_collector->collect();
}

}  // namespace

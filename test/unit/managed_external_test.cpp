// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C++ objects as externrefs: they live as long as their store, and a cast finds nothing but what is there.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <wasm2cpp/wasm2cpp.hpp>

namespace {

using wasm2cpp::external_cast;
using wasm2cpp::externref;
using wasm2cpp::make_external;

TEST(ManagedExternals, LiveAsLongAsTheirStore) {
  const auto watched = std::make_shared<int>(7);
  std::weak_ptr<int> watch = watched;
  {
    const wasm2cpp::store store;
    const externref reference = make_external<std::shared_ptr<int>>(store, watched);
    EXPECT_EQ(**external_cast<std::shared_ptr<int>>(store, reference), 7);
    EXPECT_EQ(watch.use_count(), 2);
  }
  EXPECT_EQ(watch.use_count(), 1);
}

TEST(ManagedExternals, AreCastToTheirOwnTypeOnly) {
  const wasm2cpp::store store, other;
  const externref reference = make_external<std::string>(store, "text");
  EXPECT_EQ(*external_cast<std::string>(store, reference), "text");
  EXPECT_EQ(external_cast<int>(store, reference), nullptr);
  EXPECT_EQ(external_cast<std::string>(other, reference), nullptr);
  EXPECT_EQ(external_cast<std::string>(store, nullptr), nullptr);
  EXPECT_EQ(external_cast<std::string>(store, wasm2cpp::externref_of_integer(3)), nullptr);
}

TEST(ManagedExternals, AreGoneWhenReleased) {
  const wasm2cpp::store store;
  const externref reference = make_external<std::string>(store, "text");
  EXPECT_TRUE(wasm2cpp::release_external(store, reference));
  EXPECT_FALSE(wasm2cpp::release_external(store, reference));
  EXPECT_EQ(external_cast<std::string>(store, reference), nullptr);
}

}  // namespace

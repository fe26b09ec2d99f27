// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Large data segments that are mapped copy-on-write: they read as if they had been copied, whoever writes to whichever
// instance, and whatever the host does to its processes and descriptors.
//
// A segment has a file from its second use on; the tests look for the mapping in /proc/self/maps where that matters.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <wasm2cpp/guest/data_image.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace wasm2cpp::guest {
namespace {

constexpr u64 page = 65536;
constexpr u64 offset = 1000;

const std::vector<u8>& segment() {
  static const std::vector<u8> bytes = [] {
    std::vector<u8> made(20 * page + 77);
    for (u64 i = 0; i != made.size(); ++i) made[i] = u8(i * 2'654'435'761u >> 24);
    return made;
  }();
  return bytes;
}

/// A memory with the segment in it.
class filled_memory {
 public:
  explicit filled_memory(data_image& image, bool is_shared = false, u64 at = offset) {
    const memory_limits limits{
        .minimum = 22, .maximum = 30, .has_maximum = true, .is_64 = false, .is_shared = is_shared, .page_bits = 16};
    EXPECT_TRUE(create_memory(data_, limits, {}));
    EXPECT_EQ(trap_of([&] { data_init(&data_, at, segment().data(), segment().size(), image); }), std::nullopt);
  }
  ~filled_memory() { destroy_memory(data_); }
  filled_memory(const filled_memory&) = delete;
  filled_memory& operator=(const filled_memory&) = delete;
  memory_data* get() { return &data_; }
  u8& operator[](u64 i) { return data_.base[i]; }
  bool is_as_described(u64 at = offset) const {
    const u8* const end = data_.base + data_.size;
    const u8* const after = data_.base + at + segment().size();
    return std::all_of(data_.base, data_.base + at, [](u8 b) { return b == 0; }) &&
           std::memcmp(data_.base + at, segment().data(), segment().size()) == 0 &&
           std::all_of(after, end, [](u8 b) { return b == 0; });
  }
  bool is_mapped() const {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
      if (line.find("wasm2cpp data") != std::string::npos && begin_of(line) > data_.base &&
          begin_of(line) < data_.base + data_.size)
        return true;
    return false;
  }

 private:
  static const u8* begin_of(const std::string& line) {
    return reinterpret_cast<const u8*>(std::stoull(line, nullptr, 16));
  }
  memory_data data_;
};

/// As emitted, but forgotten at the test's end.
class own_image {
 public:
  own_image() = default;
  ~own_image() {
    if (image.state == image_state::made) close(image.file);
  }
  own_image(const own_image&) = delete;
  own_image& operator=(const own_image&) = delete;
  data_image image{};
};

bool can_map() {
  own_image own;
  { filled_memory first(own.image), second(own.image); }
  return own.image.state == image_state::made;
}

class DataImage : public testing::Test {
 protected:
  void SetUp() override {
    if (!can_map()) GTEST_SKIP() << "no memfd on this system";
  }
  own_image own_;
  data_image& image_ = own_.image;
};

TEST_F(DataImage, TheFirstInstanceIsCopiedToAndLaterOnesAreMapped) {
  filled_memory first(image_), second(image_), third(image_);
  EXPECT_FALSE(first.is_mapped());
  EXPECT_TRUE(second.is_mapped() && third.is_mapped());
  EXPECT_TRUE(first.is_as_described() && second.is_as_described() && third.is_as_described());
}

TEST_F(DataImage, AWriteInOneInstanceNeverShowsInAnother) {
  filled_memory first(image_), second(image_), third(image_);
  std::memset(&second[0], 0xee, 22 * page);
  EXPECT_TRUE(first.is_as_described() && third.is_as_described());
  filled_memory fourth(image_);
  EXPECT_TRUE(fourth.is_as_described());
  fourth[5 * page] ^= 1;
  EXPECT_TRUE(third.is_as_described());
  EXPECT_EQ(second[5 * page], 0xee);
}

TEST_F(DataImage, AForkedChildWritesToItsOwn) {
  filled_memory first(image_), second(image_);
  const pid_t child = fork();
  if (child == 0) {
    bool is_right = second.is_as_described();
    second[3 * page] ^= 1;
    is_right = is_right && filled_memory(image_).is_as_described() && !second.is_as_described();
    _exit(is_right ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(second.is_as_described());
  second[4 * page] ^= 1;
  EXPECT_TRUE(filled_memory(image_).is_as_described());
}

TEST_F(DataImage, PagesThatAnEarlierSegmentWroteAreTheLaterOnes) {
  filled_memory first(image_), second(image_);
  std::memset(&second[0], 0xee, 22 * page);
  EXPECT_EQ(trap_of([&] { data_init(second.get(), offset, segment().data(), segment().size(), image_); }),
            std::nullopt);
  EXPECT_EQ(std::memcmp(&second[offset], segment().data(), segment().size()), 0);
  EXPECT_EQ(second[offset - 1], 0xee);
  EXPECT_EQ(second[offset + segment().size()], 0xee);
}

TEST_F(DataImage, AnotherPlaceInThePageIsCopiedTo) {
  filled_memory first(image_), second(image_), third(image_, false, offset + 1), fourth(image_, false, offset + page);
  EXPECT_FALSE(third.is_mapped());
  EXPECT_TRUE(fourth.is_mapped());
  EXPECT_TRUE(third.is_as_described(offset + 1) && fourth.is_as_described(offset + page));
}

TEST_F(DataImage, ASharedMemoryIsCopiedTo) {
  filled_memory first(image_), second(image_), shared(image_, true);
  EXPECT_FALSE(shared.is_mapped());
  EXPECT_TRUE(shared.is_as_described());
}

TEST_F(DataImage, ASegmentThatDoesNotFitTrapsAndWritesNothing) {
  filled_memory first(image_), second(image_);
  std::memset(&second[0], 0xee, 22 * page);
  EXPECT_EQ(trap_of([&] { data_init(second.get(), 2 * page, segment().data(), segment().size(), image_); }),
            trap_kind::out_of_bounds_memory_access);
  EXPECT_TRUE(std::all_of(&second[0], &second[0] + 22 * page, [](u8 b) { return b == 0xee; }));
}

TEST_F(DataImage, MemoryGrowsBehindIt) {
  filled_memory first(image_), second(image_);
  EXPECT_EQ(grow_memory(*second.get(), 3), 22u);
  EXPECT_TRUE(second.is_as_described());
  EXPECT_EQ(trap_of([&] { i32_store8(mem32(second.get()->base), u32(25 * page), 1, 0); }),
            trap_kind::out_of_bounds_memory_access);
}

TEST_F(DataImage, AFileThatTheHostPutInItsPlaceIsNotMapped) {
  filled_memory first(image_), second(image_);
  const int other = memfd_create("other", 0);
  ASSERT_EQ(ftruncate(other, 30 * page), 0);
  ASSERT_EQ(dup2(other, image_.file), image_.file);
  filled_memory third(image_), fourth(image_);
  EXPECT_TRUE(third.is_as_described() && fourth.is_as_described() && second.is_as_described());
  close(other);
}

TEST_F(DataImage, ItsFileCannotBeChanged) {
  filled_memory first(image_), second(image_);
  EXPECT_EQ(pwrite(image_.file, "x", 1, 0), -1);
  EXPECT_EQ(ftruncate(image_.file, 0), -1);
  EXPECT_EQ(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, image_.file, 0), MAP_FAILED);
}

TEST_F(DataImage, ALimitOfFilesSizesMeansACopyAndNoSignal) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  filled_memory first(image_), second(image_), third(image_);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(image_.state, image_state::refused);
  EXPECT_TRUE(second.is_as_described() && third.is_as_described());
}

TEST_F(DataImage, WithoutADescriptorItIsCopied) {
  if (has_address_sanitizer) GTEST_SKIP() << "the sanitizer itself needs descriptors";
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  filled_memory first(image_), second(image_);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(image_.state, image_state::refused);
  EXPECT_TRUE(second.is_as_described());
}

TEST_F(DataImage, ManyMappedMemoriesLiveSideBySide) {
  std::vector<std::unique_ptr<filled_memory>> memories;
  for (int i = 0; i != 500; ++i) memories.push_back(std::make_unique<filled_memory>(image_));
  for (auto& memory : memories) (*memory)[2 * page] ^= 1;
  for (auto& memory : memories) {
    EXPECT_EQ((*memory)[2 * page], segment()[2 * page - offset] ^ 1);
    EXPECT_EQ((*memory)[9 * page], segment()[9 * page - offset]);
  }
}

}  // namespace
}  // namespace wasm2cpp::guest

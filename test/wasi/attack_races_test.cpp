// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attacks by two: while the guest calls, another thread swaps what it names for a link that leads out.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "attack.hpp"

namespace wasi_calls {
namespace {

/// Swaps two names over and over on a thread of its own.
class Swapper {
 public:
  Swapper(std::string a, std::string b)
      : thread_([this, a = std::move(a), b = std::move(b)] {
          while (!is_done_) {
            ::syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), 2 /* RENAME_EXCHANGE */);
            ++swaps_;
          }
        }) {}
  ~Swapper() {
    is_done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> is_done_ = false;
  std::atomic<u64> swaps_ = 0;
  std::thread thread_;
};

/// Calls `attempt` until it has succeeded and has been refused many times; says if it never was one of both.
void race(const std::function<code()>& attempt) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  int succeeded = 0, refused = 0;
  while ((succeeded < 200 || refused < 200) && std::chrono::steady_clock::now() < end)
    ++(attempt() == success ? succeeded : refused);
  EXPECT_GT(succeeded, 0);
  EXPECT_GT(refused, 0);
}

TEST_P(Attack, AFolderSwappedForALinkWhileReadingShowsNothing) {
  std::filesystem::create_directory(place.inside("swapped"));
  place.write("inside/swapped/secret", "harmless");
  place.link("../outside", "inside/evil");
  const Swapper swapper(place.inside("swapped"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened = guest.open("swapped/secret");
    if (opened.error != success) return opened.error;
    EXPECT_EQ(guest.read_all(opened.value).value, "harmless");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFileSwappedForALinkIsNotReadThrough) {
  place.write("inside/file", "harmless");
  place.link("../outside/secret", "inside/evil");
  const Swapper swapper(place.inside("file"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened = guest.open("file");
    if (opened.error != success) return opened.error;
    EXPECT_EQ(guest.read_all(opened.value).value, "harmless");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFileSwappedForALinkIsNotWrittenThrough) {
  place.write("inside/file", "harmless");
  place.link("../outside/secret", "inside/evil");
  const Swapper swapper(place.inside("file"), place.inside("evil"));
  race([&] {
    guest.forget();
    const Answer<u32> opened =
        guest.open("file", {.how = open_flag::create | open_flag::truncate, .base = right::fd_write});
    if (opened.error != success) return opened.error;
    guest.write_all(opened.value, "written");
    guest.call(&Run::fd_close, opened.value);
    return success;
  });
}

TEST_P(Attack, AFolderSwappedForALinkIsNotCreatedInOrRemovedFrom) {
  std::filesystem::create_directory(place.inside("swapped"));
  place.link("../outside", "inside/evil");
  const Swapper swapper(place.inside("swapped"), place.inside("evil"));
  race([&] {
    guest.forget();
    const code made = guest.on_path(&Run::path_create_directory, "swapped/new");
    guest.on_path(&Run::path_remove_directory, "swapped/new");
    guest.on_path(&Run::path_unlink_file, "swapped/secret");
    guest.rename("swapped/secret", "taken");
    guest.rename("own", "swapped/own");
    guest.rename("swapped/own", "own");
    guest.link("swapped/secret", "taken");
    guest.symlink("own", "swapped/link");
    guest.on_path(&Run::path_unlink_file, "swapped/link");
    return made;
  });
}

TEST_P(Attack, ALinkSwappedForAFileHasNoTimesSetBehindIt) {
  place.write("inside/file", "");
  place.link("../outside/secret", "inside/evil");
  struct stat before, after;
  ASSERT_EQ(::stat(place.outside("secret").c_str(), &before), 0);
  {
    const Swapper swapper(place.inside("file"), place.inside("evil"));
    race([&] {
      guest.forget();
      return guest.set_times("file", 1, 1, time_flag::accessed | time_flag::modified, lookup_flag::follow);
    });
  }
  ASSERT_EQ(::stat(place.outside("secret").c_str(), &after), 0);
  EXPECT_EQ(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
  EXPECT_EQ(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
}

}  // namespace
}  // namespace wasi_calls

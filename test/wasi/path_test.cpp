// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sandbox's resolver, without a guest: each claim is tested with the kernel's resolver and with the walk, and that
// both give the same for many paths.
#include "../../runtime/wasi/path.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "place.hpp"

namespace wasi_calls {
namespace {

using wasm2cpp::wasi_resolver;

constexpr auto success = code::success;

struct Resolved {
  code error;
  ino_t inode;
  bool operator==(const Resolved&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Resolved& resolved) {
  return out << resolved.error << ", inode " << resolved.inode;
}

/// The folder `inside` of a place, and ways to resolve beneath it.
struct Beneath {
  Place place;
  descriptor folder;

  Beneath() { folder.file = host_descriptor(::open(place.inside().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

  void make_folder(const std::string& below) const { std::filesystem::create_directories(place.inside(below)); }
  void make_link(const std::string& target, const std::string& below) const {
    std::filesystem::create_symlink(target, place.inside(below));
  }
  ino_t inode(const std::string& below) const {
    struct stat about;
    return ::lstat(place.inside(below).c_str(), &about) == 0 ? about.st_ino : 0;
  }

  Resolved open(wasi_resolver resolver, const std::string& path, int flags, last_link link) const {
    try {
      const host_descriptor opened = open_beneath(folder, path, flags, 0666, link, resolver);
      struct stat about;
      return ::fstat(opened.number(), &about) == 0 ? Resolved{success, about.st_ino} : Resolved{code::io, 0};
    } catch (const failure& why) {
      return {why.code, 0};
    }
  }
  code locate(wasi_resolver resolver, const std::string& path) const {
    try {
      wasm2cpp::wasi::locate(folder, path, resolver);
      return success;
    } catch (const failure& why) {
      return why.code;
    }
  }
};

class Resolver : public testing::TestWithParam<wasi_resolver>, public Beneath {
 protected:
  Resolved open(const std::string& path, int flags = O_PATH, last_link link = last_link::is_followed) const {
    return Beneath::open(GetParam(), path, flags, link);
  }
  Resolved open_link(const std::string& path, int flags = O_PATH) const { return open(path, flags, last_link::stays); }
  code locate(const std::string& path) const { return Beneath::locate(GetParam(), path); }
};

std::string name_of(wasi_resolver resolver) { return resolver == wasi_resolver::automatic ? "Kernel" : "Walk"; }

INSTANTIATE_TEST_SUITE_P(Path, Resolver, testing::Values(wasi_resolver::automatic, wasi_resolver::stepwise),
                         [](const auto& with) { return name_of(with.param); });

TEST_P(Resolver, FindsFilesThroughFoldersDotsAndSlashes) {
  make_folder("a/b");
  place.write("inside/a/b/c", "");
  for (const char* path : {"a/b/c", "./a//b/./c", "a/b/../b/c", "a/../a/b/c", "a/b/../../a/b/c"})
    EXPECT_EQ(open(path), (Resolved{success, inode("a/b/c")})) << path;
  for (const char* path : {".", "./", "a/..", "a/../", "a/b/../..", "./."})
    EXPECT_EQ(open(path), (Resolved{success, inode("")})) << path;
}

TEST_P(Resolver, RefusesPathsThatLeadOut) {
  make_folder("a");
  for (const char* path : {"..", "../", "../outside", "../outside/secret", "../inside", "a/../..", "a/../../inside/a",
                           "./../outside/secret", "a/.././../outside"}) {
    EXPECT_EQ(open(path).error, code::not_capable) << path;
    EXPECT_EQ(locate(path + std::string("/x")), code::not_capable) << path;
  }
  EXPECT_EQ(locate(".."), code::not_capable);
  EXPECT_EQ(locate("a/../../"), code::not_capable);
}

TEST_P(Resolver, RefusesAbsolutePathsAlsoOfWhatIsInside) {
  place.write("inside/file", "");
  for (const std::string& path :
       {std::string("/"), std::string("//"), std::string("/etc/passwd"), place.inside("file")})
    EXPECT_EQ(open(path).error, code::not_capable) << path;
  EXPECT_EQ(locate(place.inside("file")), code::not_capable);
}

TEST_P(Resolver, RefusesAnEmptyPathAndAnOverlongOne) {
  EXPECT_EQ(open("").error, code::no_entry);
  EXPECT_EQ(locate(""), code::no_entry);
  EXPECT_EQ(open(std::string(256, 'a')).error, code::name_too_long);
  EXPECT_EQ(open(std::string(4096, '/').replace(0, 1, ".")).error, code::name_too_long);
  EXPECT_EQ(open(std::string(4095, '/').replace(0, 1, ".")).error, success);
}

TEST_P(Resolver, FollowsLinksThatStayBeneath) {
  make_folder("a/b");
  place.write("inside/a/b/c", "");
  make_link("b", "a/to_b");
  make_link("../a/to_b/c", "a/to_c");
  EXPECT_EQ(open("a/to_b/c"), (Resolved{success, inode("a/b/c")}));
  EXPECT_EQ(open("a/to_c"), (Resolved{success, inode("a/b/c")}));
  EXPECT_EQ(open("a/to_b/../b/c"), (Resolved{success, inode("a/b/c")}));
}

TEST_P(Resolver, RefusesLinksThatLeadOut) {
  make_folder("a");
  make_link("../outside/secret", "up");
  make_link("../../outside", "a/up");
  make_link(place.outside("secret"), "absolute");
  make_link("/", "root");
  make_link("up", "chain");
  make_link("a/up/secret", "long");
  make_link("..", "dots");
  for (const char* path : {"up", "a/up", "a/up/secret", "absolute", "root", "root/etc/passwd", "chain", "long", "dots",
                           "dots/inside/a", "root/."})
    EXPECT_EQ(open(path).error, code::not_capable) << path;
}

TEST_P(Resolver, DoesNotFollowTheLastLinkUnlessAsked) {
  place.write("inside/file", "");
  make_link("file", "link");
  make_link("../outside/secret", "up");
  EXPECT_EQ(open_link("link"), (Resolved{success, inode("link")}));
  EXPECT_EQ(open_link("up"), (Resolved{success, inode("up")}));
  EXPECT_EQ(open_link("link", O_RDONLY).error, code::loop);
  EXPECT_EQ(open_link("link", O_RDONLY | O_DIRECTORY).error, code::not_directory);
}

TEST_P(Resolver, FollowsALinkBeforeASlashInAnyCase) {
  make_folder("folder");
  place.write("inside/file", "");
  make_link("folder", "link");
  make_link("file", "to_file");
  make_link("../outside", "up");
  EXPECT_EQ(open_link("link/"), (Resolved{success, inode("folder")}));
  EXPECT_EQ(open_link("link/."), (Resolved{success, inode("folder")}));
  EXPECT_EQ(open_link("to_file/").error, code::not_directory);
  EXPECT_EQ(open_link("up/").error, code::not_capable);
}

TEST_P(Resolver, WantsFoldersBeforeSlashes) {
  place.write("inside/file", "");
  for (const char* path : {"file/", "file//", "file/.", "file/..", "file/x"})
    EXPECT_EQ(open(path).error, code::not_directory) << path;
  EXPECT_EQ(open("none/..").error, code::no_entry);
}

TEST_P(Resolver, FollowsFortyLinksAndNotOneMore) {
  place.write("inside/link0", "");
  for (int i = 1; i <= 41; ++i) make_link("link" + std::to_string(i - 1), "link" + std::to_string(i));
  EXPECT_EQ(open("link40"), (Resolved{success, inode("link0")}));
  EXPECT_EQ(open("link41").error, code::loop);
  make_link("self", "self");
  make_link("self/x", "growing");
  EXPECT_EQ(open("self").error, code::loop);
  EXPECT_EQ(open("self/x").error, code::loop);
  EXPECT_EQ(open("growing").error, code::loop);
}

TEST_P(Resolver, CreatesBeneathAndNowhereElse) {
  make_link("made", "dangling");
  make_link("../outside/made", "up");
  EXPECT_EQ(open("dangling", O_CREAT | O_WRONLY).error, success);
  EXPECT_TRUE(place.has("inside/made"));
  EXPECT_EQ(open("up", O_CREAT | O_WRONLY).error, code::not_capable);
  EXPECT_EQ(open("up", O_CREAT | O_EXCL | O_WRONLY).error, code::exist);
  EXPECT_EQ(open("folder/", O_CREAT | O_WRONLY).error, code::is_directory);
  EXPECT_EQ(open(".", O_CREAT | O_WRONLY).error, code::is_directory);
  EXPECT_TRUE(place.is_outside_untouched());
}

TEST_P(Resolver, RefusesProcfs) {
  descriptor root;
  root.file = host_descriptor(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (const char* path :
       {"proc", "proc/", "proc/self", "proc/self/mem", "proc/self/root", "proc/self/root/etc/passwd", "proc/self/cwd",
        "proc/self/fd/0", "proc/none", "etc/../proc/self/maps", "proc/..", "proc/../etc"}) {
    for (const last_link link : {last_link::stays, last_link::is_followed}) {
      try {
        open_beneath(root, path, O_RDONLY, 0, link, GetParam());
        ADD_FAILURE() << path << " was opened";
      } catch (const failure& why) {
        EXPECT_EQ(why.code, code::access) << path;
      }
    }
  }
}

TEST_P(Resolver, CrossesIntoOtherFileSystems) {
  descriptor root;
  root.file = host_descriptor(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat of_root, of_dev;
  if (::stat("/", &of_root) != 0 || ::stat("/dev", &of_dev) != 0 || of_root.st_dev == of_dev.st_dev)
    GTEST_SKIP() << "/dev is no file system of its own";
  const host_descriptor null = open_beneath(root, "dev/null", O_RDONLY, 0, last_link::stays, GetParam());
  const host_descriptor back = open_beneath(root, "dev/../dev/./null", O_RDONLY, 0, last_link::stays, GetParam());
  EXPECT_NE(null.number(), back.number());
}

TEST_P(Resolver, ALocationIsAFolderAndOneName) {
  make_folder("a/b");
  make_link("a", "link");
  const auto at = [&](const std::string& path) {
    const location found = wasm2cpp::wasi::locate(folder, path, GetParam());
    struct stat about;
    EXPECT_EQ(::fstat(found.folder.number(), &about), 0);
    return std::pair(about.st_ino, found.name);
  };
  EXPECT_EQ(at("new"), std::pair(inode(""), std::string("new")));
  EXPECT_EQ(at("new//"), std::pair(inode(""), std::string("new/")));
  EXPECT_EQ(at("a/b/new"), std::pair(inode("a/b"), std::string("new")));
  EXPECT_EQ(at("link/b"), std::pair(inode("a"), std::string("b")));
  EXPECT_EQ(at("a/b/.."), std::pair(inode("a/b"), std::string("..")));
  EXPECT_EQ(at("."), std::pair(inode(""), std::string(".")));
  EXPECT_EQ(locate("none/x"), code::no_entry);
  EXPECT_EQ(locate("none/.."), code::no_entry);
}

TEST_P(Resolver, OpensNothingThatAChildProcessInherits) {
  place.write("inside/file", "");
  const host_descriptor file = open_beneath(folder, "file", O_RDONLY, 0, last_link::stays, GetParam());
  EXPECT_TRUE(::fcntl(file.number(), F_GETFD) & FD_CLOEXEC);
  make_folder("a");
  const location found = wasm2cpp::wasi::locate(folder, "a/x", GetParam());
  EXPECT_TRUE(::fcntl(found.folder.number(), F_GETFD) & FD_CLOEXEC);
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST_P(Resolver, LeavesNoDescriptorOpen) {
  make_folder("a/b/c");
  make_link("a/b", "link");
  const int before = open_descriptors();
  for (const char* path : {"link/../b/c", "a/b/c/../../..", "a/b/none", "link/c/../../../..", "a/b/c"}) open(path);
  EXPECT_EQ(open_descriptors(), before);
}

/// Paths of up to four of these components.
std::vector<std::string> many_paths() {
  const std::vector<std::string> components = {"a", "b", "file", "link", "up", "..", ".", "none"};
  std::vector<std::string> paths = {""};
  for (std::size_t begin = 0, depth = 0; depth < 4; ++depth) {
    const std::size_t end = paths.size();
    for (; begin < end; ++begin)
      for (const std::string& next : components) paths.push_back(paths[begin] + (begin ? "/" : "") + next);
  }
  const std::size_t count = paths.size();
  for (std::size_t i = 1; i < count; ++i) paths.push_back(paths[i] + '/');
  return paths;
}

TEST(Path, BothResolversGiveTheSameForThousandsOfPaths) {
  Beneath beneath;
  beneath.make_folder("a/b/a");
  beneath.make_folder("b/a");
  beneath.place.write("inside/a/file", "");
  beneath.place.write("inside/b/a/file", "");
  beneath.make_link("../b", "a/link");
  beneath.make_link("a/b", "link");
  beneath.make_link("file", "b/a/link");
  beneath.make_link("../../a", "a/b/up");
  beneath.make_link("../outside", "up");
  beneath.make_link("/", "b/up");
  for (const std::string& path : many_paths()) {
    for (const int flags : {O_PATH, O_RDONLY, O_RDONLY | O_DIRECTORY, O_WRONLY | O_NONBLOCK, O_PATH | O_DIRECTORY})
      for (const last_link link : {last_link::stays, last_link::is_followed})
        ASSERT_EQ(beneath.open(wasi_resolver::automatic, path, flags, link),
                  beneath.open(wasi_resolver::stepwise, path, flags, link))
            << path << " with " << flags << (link == last_link::stays ? ", not followed" : "");
    ASSERT_EQ(beneath.locate(wasi_resolver::automatic, path), beneath.locate(wasi_resolver::stepwise, path)) << path;
  }
}

TEST(Path, BothResolversCreateTheSame) {
  for (const std::string path : {"new", "new/", "a/new", "a/../new", "link", "link/", "up", "self", "a", "a/", ".",
                                 "..", "a/..", "none/new", "file", "file/", "file/new", "to_new", "to_new/"}) {
    for (const int flags : {O_CREAT | O_WRONLY, O_CREAT | O_EXCL | O_WRONLY}) {
      for (const last_link link : {last_link::stays, last_link::is_followed}) {
        const auto outcome = [&](wasi_resolver resolver) {
          Beneath beneath;
          beneath.make_folder("a");
          beneath.place.write("inside/file", "");
          beneath.make_link("file", "link");
          beneath.make_link("a/made", "to_new");
          beneath.make_link("../outside/made", "up");
          beneath.make_link("self", "self");
          const code error = beneath.open(resolver, path, flags, link).error;
          EXPECT_TRUE(beneath.place.is_outside_untouched()) << path;
          std::vector<std::string> names;
          for (const auto& entry : std::filesystem::recursive_directory_iterator(beneath.place.inside()))
            names.push_back(entry.path().lexically_relative(beneath.place.inside()));
          std::sort(names.begin(), names.end());
          return std::pair(error, names);
        };
        EXPECT_EQ(outcome(wasi_resolver::automatic), outcome(wasi_resolver::stepwise)) << path << " with " << flags;
      }
    }
  }
}

/// Has openat2 fail with this errno on the thread that calls.
bool forbid_openat2(unsigned error) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 437, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter = {.len = 4, .filter = program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 &&
         ::syscall(437, -1, "", nullptr, 0) == -1 && errno == static_cast<int>(error);
}

TEST(Path, AFilterThatRefusesTheKernelsCallIsNoHindrance) {
  for (const unsigned error : {EPERM, ENOSYS}) {
    bool is_forbidden = false;
    std::thread([&] {
      Beneath beneath;
      beneath.make_folder("a");
      beneath.make_link("../outside/secret", "up");
      is_forbidden = forbid_openat2(error);
      if (!is_forbidden) return;
      const auto open = [&](const char* path) {
        return beneath.open(wasi_resolver::automatic, path, O_PATH, last_link::is_followed);
      };
      EXPECT_EQ(open("a/../a"), (Resolved{success, beneath.inode("a")}));
      EXPECT_EQ(open("up").error, code::not_capable);
    }).join();
    if (!is_forbidden) GTEST_SKIP() << "no filters of system calls here";
  }
}

TEST_P(Resolver, AFolderMovedOutMeanwhileLeadsNowhere) {
  make_folder("a/b");
  std::atomic<bool> is_done = false;
  std::thread mover([&] {
    while (!is_done) {
      ::rename(place.inside("a/b").c_str(), place.outside("b").c_str());
      ::rename(place.outside("b").c_str(), place.inside("a/b").c_str());
    }
  });
  int times_found = 0;
  for (int i = 0; i < 20000; ++i) {
    const Resolved found = open("a/b/../../../outside/secret");
    EXPECT_NE(found.error, success);
    times_found += open("a/b/..").error == success;
  }
  is_done = true;
  mover.join();
  EXPECT_GT(times_found, 0);
}

}  // namespace
}  // namespace wasi_calls

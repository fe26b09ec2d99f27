// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions on paths and folders: what each does, and what it refuses. (Escapes are tried elsewhere.)
#include <sys/stat.h>

#include <map>

#include "calls.hpp"

namespace wasi_calls {
namespace {

namespace fs = std::filesystem;

/// A folder with a file, a folder with a file, and links to the file, to nothing and to itself.
class Tree : public GuestWithFolder {
 public:
  explicit Tree(wasm2cpp::wasi_resolver resolver = {}) : GuestWithFolder({.resolver = resolver}) {
    folder.write("file", "0123456789");
    fs::create_directory(folder / "dir");
    folder.write("dir/inner", "inner");
    fs::create_symlink("file", folder / "link");
    fs::create_symlink("nothing", folder / "dangling");
    fs::create_symlink("self", folder / "self");
  }
  Text first(std::string_view path) { return guest.put(Guest::first_path, path); }
  Text second(std::string_view path) { return guest.put(Guest::second_path, path); }

  using PathFunction = u32 (wasi_guest::instance::*)(u32, u32, u32);
  code on(PathFunction function, std::string_view path) {
    const Text at = first(path);
    return code((guest.run.*function)(3, at.at, at.length));
  }
  code create_directory(std::string_view path) { return on(&wasi_guest::instance::path_create_directory, path); }
  code remove_directory(std::string_view path) { return on(&wasi_guest::instance::path_remove_directory, path); }
  code unlink_file(std::string_view path) { return on(&wasi_guest::instance::path_unlink_file, path); }

  code rename(std::string_view from, std::string_view to) {
    const Text a = first(from), b = second(to);
    return code(guest.run.path_rename(3, a.at, a.length, 3, b.at, b.length));
  }
  code link(std::string_view from, std::string_view to, u32 lookup = 0) {
    const Text a = first(from), b = second(to);
    return code(guest.run.path_link(3, lookup, a.at, a.length, 3, b.at, b.length));
  }
  code symlink(std::string_view target, std::string_view path) {
    const Text a = first(target), b = second(path);
    return code(guest.run.path_symlink(a.at, a.length, 3, b.at, b.length));
  }
  code readlink(std::string_view path, u32 size = 100) {
    const Text at = first(path);
    return code(guest.run.path_readlink(3, at.at, at.length, Guest::bytes, size, 0));
  }
  code filestat(std::string_view path, u32 lookup = 0) {
    const Text at = first(path);
    return code(guest.run.path_filestat_get(3, lookup, at.at, at.length, 0));
  }
  code set_times(std::string_view path, u64 accessed, u64 modified, u32 flags, u32 lookup = 0) {
    const Text at = first(path);
    return code(guest.run.path_filestat_set_times(3, lookup, at.at, at.length, accessed, modified, flags));
  }
  u64 modified(std::string_view path) {
    EXPECT_EQ(filestat(path), code::success);
    return guest.read<u64>(48);
  }
};

const std::string too_long_a_name(300, 'n');
const std::string too_long_a_path(5000, 'p');

TEST(path_create_directory, MakesOne) {
  Tree t;
  EXPECT_EQ(t.create_directory("new"), code::success);
  EXPECT_TRUE(fs::is_directory(t.folder / "new"));
  EXPECT_EQ(t.create_directory("dir/new/"), code::success);
  EXPECT_TRUE(fs::is_directory(t.folder / "dir/new"));
}

TEST(path_create_directory, RefusesWhatCannotBe) {
  Tree t;
  EXPECT_EQ(t.create_directory("dir"), code::exist);
  EXPECT_EQ(t.create_directory("file"), code::exist);
  EXPECT_EQ(t.create_directory("dangling"), code::exist);
  EXPECT_EQ(t.create_directory("no/new"), code::no_entry);
  EXPECT_EQ(t.create_directory("file/new"), code::not_directory);
  EXPECT_EQ(t.create_directory(""), code::no_entry);
  EXPECT_EQ(t.create_directory("../new"), code::not_capable);
  EXPECT_EQ(t.create_directory("/new"), code::not_capable);
  EXPECT_EQ(t.create_directory(std::string("a\0b", 3)), code::invalid);
  EXPECT_EQ(t.create_directory(too_long_a_name), code::name_too_long);
  EXPECT_EQ(t.create_directory(too_long_a_path), code::name_too_long);
  t.guest.write<u8>(Guest::first_path, 0xff);
  EXPECT_EQ(code(t.guest.run.path_create_directory(3, Guest::first_path, 1)), code::illegal_sequence);
}

TEST(path_remove_directory, RemovesAnEmptyOne) {
  Tree t;
  fs::create_directory(t.folder / "empty");
  EXPECT_EQ(t.remove_directory("empty/"), code::success);
  EXPECT_FALSE(t.folder.has("empty"));
  EXPECT_EQ(t.remove_directory("empty"), code::no_entry);
  EXPECT_EQ(t.remove_directory("dir"), code::not_empty);
  EXPECT_EQ(t.remove_directory("file"), code::not_directory);
  EXPECT_EQ(t.remove_directory("link"), code::not_directory);
  EXPECT_NE(t.remove_directory("."), code::success);
  EXPECT_NE(t.remove_directory(".."), code::success);
}

TEST(path_unlink_file, RemovesAName) {
  Tree t;
  EXPECT_EQ(t.unlink_file("link"), code::success);
  EXPECT_TRUE(t.folder.has("file"));
  EXPECT_EQ(t.unlink_file("file"), code::success);
  EXPECT_FALSE(t.folder.has("file"));
  EXPECT_EQ(t.unlink_file("file"), code::no_entry);
  EXPECT_EQ(t.unlink_file("dir"), code::is_directory);
  EXPECT_EQ(t.unlink_file("dir/inner/"), code::not_directory);
  EXPECT_EQ(t.unlink_file("../file"), code::not_capable);
}

TEST(path_rename, MovesAndReplaces) {
  Tree t;
  EXPECT_EQ(t.rename("file", "dir/inner"), code::success);
  EXPECT_EQ(t.folder.read("dir/inner"), "0123456789");
  EXPECT_FALSE(t.folder.has("file"));
  EXPECT_EQ(t.rename("dir", "moved"), code::success);
  EXPECT_TRUE(t.folder.has("moved/inner"));
}

TEST(path_rename, RefusesWhatCannotBe) {
  Tree t;
  EXPECT_EQ(t.rename("no", "new"), code::no_entry);
  EXPECT_EQ(t.rename("file", "dir"), code::is_directory);
  EXPECT_EQ(t.rename("dir", "file"), code::not_directory);
  EXPECT_EQ(t.rename("dir", "dir/deeper"), code::invalid);
  EXPECT_EQ(t.rename("file", "../file"), code::not_capable);
  EXPECT_EQ(t.rename("../file", "new"), code::not_capable);
  fs::create_directory(t.folder / "other");
  EXPECT_EQ(t.rename("other", "dir"), code::not_empty);
}

TEST(path_link, GivesASecondName) {
  Tree t;
  EXPECT_EQ(t.link("file", "second"), code::success);
  EXPECT_EQ(fs::hard_link_count(t.folder / "file"), 2u);
  EXPECT_EQ(t.link("link", "second_link"), code::success);
  EXPECT_TRUE(fs::is_symlink(t.folder / "second_link"));
}

TEST(path_link, RefusesWhatCannotBe) {
  Tree t;
  EXPECT_EQ(t.link("no", "new"), code::no_entry);
  EXPECT_EQ(t.link("file", "link"), code::exist);
  EXPECT_EQ(t.link("dir", "new"), code::not_permitted);
  EXPECT_EQ(t.link("link", "new", 1), code::invalid);
  EXPECT_EQ(t.link("file", "new", 2), code::invalid);
  EXPECT_EQ(t.link("file", "../new"), code::not_capable);
  EXPECT_FALSE(t.folder.has("new"));
}

TEST(path_symlink, MakesALink) {
  Tree t;
  EXPECT_EQ(t.symlink("dir/inner", "new"), code::success);
  EXPECT_EQ(fs::read_symlink(t.folder / "new"), "dir/inner");
  EXPECT_EQ(t.symlink("file", "new"), code::exist);
  EXPECT_EQ(t.symlink("/etc/passwd", "absolute"), code::not_permitted);
  EXPECT_EQ(t.symlink("file", "no/new"), code::no_entry);
  EXPECT_EQ(t.symlink("file", "../new"), code::not_capable);
}

TEST(path_readlink, GivesTheTarget) {
  Tree t;
  EXPECT_EQ(t.readlink("link"), code::success);
  EXPECT_EQ(t.guest.text(Guest::bytes, t.guest.read<u32>(0)), "file");
  EXPECT_EQ(t.readlink("link", 2), code::success);
  EXPECT_EQ(t.guest.text(Guest::bytes, t.guest.read<u32>(0)), "fi");
  EXPECT_EQ(t.readlink("link", 0), code::success);
  EXPECT_EQ(t.guest.read<u32>(0), 0u);
  EXPECT_EQ(t.readlink("file"), code::invalid);
  EXPECT_EQ(t.readlink("no"), code::no_entry);
}

TEST(path_filestat_get, TellsOfWhatAPathMeans) {
  Tree t;
  const auto type_of = [&](std::string_view path, u32 lookup) {
    EXPECT_EQ(t.filestat(path, lookup), code::success);
    return static_cast<file_type>(t.guest.read<u64>(16));
  };
  EXPECT_EQ(type_of("file", 0), file_type::regular_file);
  EXPECT_EQ(t.guest.read<u64>(32), 10u);
  EXPECT_EQ(type_of("dir", 0), file_type::directory);
  EXPECT_EQ(type_of("link", 0), file_type::symbolic_link);
  EXPECT_EQ(type_of("link", 1), file_type::regular_file);
  EXPECT_EQ(t.filestat("dangling", 1), code::no_entry);
  EXPECT_EQ(t.filestat("self", 1), code::loop);
  EXPECT_EQ(t.filestat("file/", 0), code::not_directory);
  EXPECT_EQ(t.filestat("file", 2), code::invalid);
}

TEST(unstable_path_filestat_get, HasAnotherLayout) {
  Tree t;
  EXPECT_EQ(t.set_times("file", 1000, 2000, 5), code::success);
  const Text at = t.first("link");
  t.guest.write<u64>(56, 7);
  EXPECT_EQ(code(t.guest.run.unstable_path_filestat_get(3, 1, at.at, at.length, 0)), code::success);
  EXPECT_EQ(t.guest.read<u64>(16), u64{1} << 32 | static_cast<u8>(file_type::regular_file));
  EXPECT_EQ(t.guest.read<u64>(24), 10u);
  EXPECT_EQ(t.guest.read<u64>(40), 2000u);
  EXPECT_EQ(t.guest.read<u64>(56), 7u);
  EXPECT_EQ(code(t.guest.run.unstable_path_filestat_get(3, 0, at.at, at.length, Guest::outside - 55)), code::fault);
  EXPECT_EQ(code(t.guest.run.unstable_path_filestat_get(3, 2, at.at, at.length, 0)), code::invalid);
  EXPECT_EQ(code(t.guest.run.unstable_path_filestat_get(0, 0, at.at, at.length, 0)), code::not_directory);
}

TEST(path_filestat_set_times, SetsThoseOfALinkOrOfWhatItMeans) {
  Tree t;
  EXPECT_EQ(t.set_times("file", 0, 2000, 4), code::success);
  EXPECT_EQ(t.modified("file"), 2000u);
  EXPECT_EQ(t.set_times("link", 0, 3000, 4, 0), code::success);
  EXPECT_EQ(t.modified("file"), 2000u);
  EXPECT_EQ(t.modified("link"), 3000u);
  EXPECT_EQ(t.set_times("link", 0, 4000, 4, 1), code::success);
  EXPECT_EQ(t.modified("file"), 4000u);
  EXPECT_EQ(t.set_times("file", 0, 0, 8), code::success);
  EXPECT_GT(t.modified("file"), 1'000'000'000'000u);
  EXPECT_EQ(t.set_times("file", 0, 0, 3), code::invalid);
  EXPECT_EQ(t.set_times("file", 0, 0, 16), code::invalid);
  EXPECT_EQ(t.set_times("file", 0, 0, 0, 2), code::invalid);
  EXPECT_EQ(t.set_times("no", 0, 0, 4), code::no_entry);
}

TEST(path_open, MakesOpensAndCuts) {
  Tree t;
  const auto open = [&](std::string_view path, u32 how) { return t.guest.open(path, how); };
  EXPECT_EQ(open("file", 0), code::success);
  EXPECT_EQ(open("new", open_flag::create | open_flag::exclusive), code::success);
  EXPECT_TRUE(t.folder.has("new"));
  EXPECT_EQ(open("new", open_flag::create | open_flag::exclusive), code::exist);
  EXPECT_EQ(open("file", open_flag::truncate), code::success);
  EXPECT_EQ(t.folder.read("file"), "");
  EXPECT_EQ(t.guest.open("dir", open_flag::directory, 0, right::of_directory), code::success);
}

TEST(path_open, RefusesWhatCannotBe) {
  Tree t;
  const auto open = [&](std::string_view path, u32 how = 0, u32 flags = 0) { return t.guest.open(path, how, flags); };
  EXPECT_EQ(open("no"), code::no_entry);
  EXPECT_EQ(open("file/"), code::not_directory);
  EXPECT_EQ(open("file/more"), code::not_directory);
  EXPECT_EQ(open("file", open_flag::directory), code::not_directory);
  EXPECT_EQ(open("dir"), code::is_directory);  // to write
  EXPECT_EQ(open("self"), code::loop);
  EXPECT_EQ(open("file", 16), code::invalid);
  EXPECT_EQ(open("file", 0, 32), code::invalid);
  EXPECT_EQ(open(".."), code::not_capable);
  EXPECT_EQ(open("/"), code::not_capable);
  EXPECT_EQ(open(""), code::no_entry);
  const Text at = t.first("link");
  EXPECT_EQ(code(t.guest.run.path_open(3, 0, at.at, at.length, 0, 2, 0, 0, 0)), code::loop);
  EXPECT_EQ(code(t.guest.run.path_open(3, 2, at.at, at.length, 0, 2, 0, 0, 0)), code::invalid);
}

TEST(path_open, GivesNoMoreThanTheFolderHas) {
  Tree t;
  Guest& g = t.guest;
  EXPECT_EQ(code(g.run.fd_fdstat_set_rights(3, right::path_open, right::fd_read)), code::success);
  const Text at = t.first("file");
  EXPECT_EQ(code(g.run.path_open(3, 0, at.at, at.length, 0, right::fd_read | right::fd_write, 0, 0, 0)),
            code::not_capable);
  EXPECT_EQ(code(g.run.path_open(3, 0, at.at, at.length, open_flag::create, right::fd_read, 0, 0, 0)),
            code::not_capable);
  EXPECT_EQ(code(g.run.path_open(3, 0, at.at, at.length, open_flag::truncate, right::fd_read, 0, 0, 0)),
            code::not_capable);
  EXPECT_EQ(code(g.run.path_open(3, 0, at.at, at.length, 0, right::fd_read, 0, 0, 0)), code::success);
  EXPECT_EQ(code(g.run.fd_write(g.read<u32>(0), 0, 0, 0)), code::not_capable);
}

TEST(path_open, StopsAtTheMaximumOfDescriptors) {
  GuestWithFolder with({.maximum_descriptors = 6});
  Guest& g = with.guest;
  EXPECT_EQ(g.open("a", open_flag::create), code::success);
  EXPECT_EQ(g.open("a"), code::success);
  EXPECT_EQ(g.open("a"), code::descriptors_exhausted);
  with.folder.write("a", "text");
  EXPECT_EQ(g.open("a", open_flag::truncate), code::descriptors_exhausted);
  EXPECT_EQ(g.open("b", open_flag::create), code::descriptors_exhausted);
  EXPECT_EQ(with.folder.read("a"), "text");  // and nothing was done
  EXPECT_FALSE(with.folder.has("b"));
  EXPECT_EQ(code(g.run.fd_close(4)), code::success);
  EXPECT_EQ(g.opened("a"), 4u);
}

/// The entries that fd_readdir gives from a cookie on, with a buffer of that size.
struct Entry {
  u64 next, inode;
  std::string name;
  file_type type;
};
std::vector<Entry> read_entries(Guest& g, u64 cookie, u32 size) {
  EXPECT_EQ(code(g.run.fd_readdir(3, Guest::bytes, size, cookie, 0)), code::success);
  const u32 used = g.read<u32>(0);
  std::vector<Entry> list;
  for (u32 at = 0; at + 24 <= used;) {
    const u32 length = g.read<u32>(Guest::bytes + at + 16);
    if (at + 24 + length > used) break;
    list.push_back({g.read<u64>(Guest::bytes + at), g.read<u64>(Guest::bytes + at + 8), g.text(Guest::bytes + at + 24, length),
                    static_cast<file_type>(g.read<u32>(Guest::bytes + at + 20))});
    at += 24 + length;
  }
  return list;
}

TEST(fd_readdir, ListsAFolder) {
  Tree t;
  std::map<std::string, file_type> entries;
  for (const Entry& entry : read_entries(t.guest, 0, 4096)) entries.emplace(entry.name, entry.type);
  constexpr file_type folder = file_type::directory, file = file_type::regular_file, link = file_type::symbolic_link;
  EXPECT_EQ(entries, (std::map<std::string, file_type>{{".", folder},
                                                       {"..", folder},
                                                       {"file", file},
                                                       {"dir", folder},
                                                       {"link", link},
                                                       {"dangling", link},
                                                       {"self", link}}));
}

// wasi-libc takes 0 for an inode that is not known, and asks for it by the name, which is refused for "..".
TEST(fd_readdir, GivesEachEntryAnInodeAndTellsNothingOfWhatIsOutside) {
  Tree t;
  struct stat inside, outside;
  ASSERT_EQ(::stat(t.folder.path.c_str(), &inside), 0);
  ASSERT_EQ(::stat(t.folder.path.parent_path().c_str(), &outside), 0);
  for (const Entry& entry : read_entries(t.guest, 0, 4096)) {
    EXPECT_NE(entry.inode, 0u) << entry.name;
    EXPECT_NE(entry.inode, outside.st_ino) << entry.name;
    EXPECT_EQ(entry.inode == inside.st_ino, entry.name.starts_with(".")) << entry.name;
  }
}

TEST(fd_readdir, GoesOnFromAnyCookieWithAnySize) {
  Tree t;
  const std::vector<Entry> all = read_entries(t.guest, 0, 4096);
  std::vector<std::string> names;
  for (u64 cookie = 0; names.size() < all.size();) {
    const std::vector<Entry> some = read_entries(t.guest, cookie, 40);
    ASSERT_FALSE(some.empty());
    for (const Entry& entry : some) names.push_back(entry.name), cookie = entry.next;
  }
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(names[i], all[i].name);
  EXPECT_EQ(read_entries(t.guest, all[2].next, 4096).size(), all.size() - 3);
  EXPECT_TRUE(read_entries(t.guest, all.back().next, 4096).empty());
  t.folder.write("later", "");
  EXPECT_EQ(read_entries(t.guest, 0, 4096).size(), all.size() + 1);
}

}  // namespace
}  // namespace wasi_calls

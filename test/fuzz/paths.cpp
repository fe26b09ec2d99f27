// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: the resolver of a guest's paths, which is its sandbox (runtime/wasi/path.hpp).
//
// An input is text, an operation a line. The first letter says which; what follows up to the first space may be letters
// that choose flags; a second path stands behind a tab:
//
//     s ../outside<tab>up      symlink up -> ../outside          m a/b       mkdir
//     or folder/../file        open, `r`eading                   u up        unlink; `ud` rmdir
//     owcxf new                open, `w`riting, `c`reating, e`x`clusively, `f`ollowing a link
//     n a<tab>b                rename
//
// Each is done twice, by the kernel's resolver (openat2) and by the walk, in two places that are equal
// (paths_place.hpp). Whatever is done: nothing outside is reached or changed, both come to the same, and leave the same
// behind.
#include <fcntl.h>

#include <cstdint>
#include <cstdlib>

#include "paths_place.hpp"
#include "require.hpp"

namespace {

using fuzz::Place;
using fuzz::Reached;
using fuzz::require;
using wasm2cpp::wasi::last_link;

/// So few that no folder lies deeper than the walk goes, which is the one thing that the kernel sees otherwise.
constexpr int most_operations = 200;

struct Operation {
  char kind = '\0';
  std::string_view letters;
  std::string path, second;
  bool has(char letter) const { return letters.find(letter) != letters.npos; }
};

Operation operation_of(std::string_view line) {
  Operation operation;
  if (line.empty()) return operation;
  const std::size_t space = std::min(line.find(' '), line.size());
  operation.kind = line[0];
  operation.letters = line.substr(1, space == 0 ? 0 : space - 1);
  const std::string_view paths = line.substr(std::min(space + 1, line.size()));
  const std::size_t tab = std::min(paths.find('\t'), paths.size());
  operation.path = paths.substr(0, tab);
  operation.second = paths.substr(std::min(tab + 1, paths.size()));
  return operation;
}

/// Those that the functions of WASI ask for: O_DIRECTORY with none that makes or changes a file, O_PATH with no other.
int flags_of(const Operation& operation) {
  const int directory = operation.has('d') ? O_DIRECTORY : 0;
  if (operation.has('p')) return O_PATH | directory;
  int flags = O_NONBLOCK | directory | (operation.has('w') ? (operation.has('r') ? O_RDWR : O_WRONLY) : O_RDONLY);
  if (operation.has('a')) flags |= O_APPEND;
  if (directory) return flags;
  if (operation.has('c')) flags |= O_CREAT;
  if (operation.has('x')) flags |= O_EXCL;
  if (operation.has('t')) flags |= O_TRUNC;
  return flags;
}

Reached perform(const Operation& operation, const Place& place) {
  switch (operation.kind) {
    case 'o':
      return place.open(operation.path, flags_of(operation),
                        operation.has('f') ? last_link::is_followed : last_link::stays);
    case 's':
      return place.make_link(operation.path, operation.second);
    case 'm':
      return place.make_folder(operation.path);
    case 'u':
      return place.remove(operation.path, operation.has('d'));
    case 'n':
      return place.rename(operation.path, operation.second);
    default:
      return {};
  }
}

std::string spelled(const Reached& reached) {
  return "error " + std::to_string(static_cast<int>(reached.error)) + " at \"" + reached.what + "\"";
}

/// A folder for this process, gone at its end.
struct Workplace {
  std::filesystem::path path;
  Workplace() {
    std::string pattern = std::filesystem::canonical(std::filesystem::temp_directory_path()) / "wasm2cpp-fuzz.XXXXXX";
    require(::mkdtemp(pattern.data()) != nullptr, "cannot make a folder " + pattern);
    path = pattern;
  }
  ~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Workplace workplace;
  static Place by_kernel(workplace.path / "kernel", wasm2cpp::wasi_resolver::automatic);
  static Place by_walk(workplace.path / "walk", wasm2cpp::wasi_resolver::stepwise);
  by_kernel.reset();
  by_walk.reset();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  if (rest.find('\0') != rest.npos) return 0;  // guest_memory::path lets none through
  for (int i = 0; i < most_operations && !rest.empty(); ++i) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const Operation operation = operation_of(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const Reached kernel = perform(operation, by_kernel), walk = perform(operation, by_walk);
    require(kernel == walk,
            "line " + std::to_string(i + 1) + ": by the kernel " + spelled(kernel) + ", by the walk " + spelled(walk));
  }
  require(by_kernel.listing() == by_walk.listing(), "the resolvers leave different files behind");
  require(by_kernel.is_outside_untouched() && by_walk.is_outside_untouched(), "something outside was changed");
  return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The key is everything that the program depends on: the module's content, the options, the compiler with its version,
// the runtime's files, this translator. Folders and variables are no part of it: the program gets them as options.
//
// Where there is no cache to be trusted, the program is built in a temporary folder, opened, and removed before it runs.
#include "run.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "cache.hpp"
#include "descriptor.hpp"
#include "literal.hpp"
#include "sha256.hpp"
#include "temporary_folder.hpp"

extern char** environ;

namespace translator {
namespace {

/// The program's name for the guest: the module's file name, as under other runtimes.
std::string program_name(const Source& source) {
  return source.path() == "-" ? "module" : std::filesystem::path(source.path()).filename().string();
}

/// Words as `exec` wants them, for as long as this lives.
class ArgumentVector {
 public:
  ArgumentVector(const Source& source, const RunOptions& options) : words_{program_name(source)} {
    words_.insert(words_.end(), options.arguments.begin(), options.arguments.end());
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

FileError failure(const std::string& what) { return FileError(what + ": " + std::strerror(errno)); }

[[noreturn]] void run_apart(const Source& source, RunOptions options) {
  std::optional<TemporaryFolder> folder(std::in_place);
  options.build.output = folder->path + "/program";
  build(source, options.build);
  const Descriptor program(::open(options.build.output.c_str(), O_RDONLY | O_CLOEXEC));
  if (program.number < 0) throw failure("cannot open the program");
  folder.reset();
  ::fexecve(program.number, ArgumentVector(source, options).data(), environ);
  throw failure("cannot run the program");
}

}  // namespace

void run(const Source& source, const RunOptions& options) {
  const std::optional<CacheFolder> cache = CacheFolder::open("programs");
  if (!cache) run_apart(source, options);
  BuildOptions wanted = options.build;
  wanted.output = cache->path_for(sha256(as_text(source.bytes())) + fingerprint(options.build));
  if (!CacheFolder::is_trusted(wanted.output)) build(source, wanted);
  ::execv(wanted.output.c_str(), ArgumentVector(source, options).data());
  throw failure("cannot run the program " + wanted.output);
}

}  // namespace translator

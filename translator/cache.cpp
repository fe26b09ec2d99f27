// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See cache.hpp. The folder's mode is 0700, whatever the umask.
#include "cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "guest_flags.hpp"
#include "literal.hpp"
#include "sha256.hpp"
#include "source.hpp"

namespace translator {
namespace {

namespace fs = std::filesystem;

/// Empty if the user has no home.
fs::path cache_root() {
  const char* const given = std::getenv("XDG_CACHE_HOME");
  if (given && *given == '/') return fs::path(given) / "wasm2cpp";
  const char* const home = std::getenv("HOME");
  return home && *home == '/' ? fs::path(home) / ".cache/wasm2cpp" : fs::path();
}

bool is_ours(const struct stat& status) {
  return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool is_own_folder(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && is_ours(status);
}

std::optional<CacheFolder> refuse(const std::string& path, const std::string& why) {
  std::cerr << "wasm2cpp: the cache " << path << " is not used: " << why << '\n';
  return std::nullopt;
}

std::string identity_of_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path;
  return path + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec) + "\n";
}

}  // namespace

std::optional<CacheFolder> CacheFolder::open(const std::string& kind) {
  const fs::path root = cache_root();
  if (root.empty()) return refuse("~/.cache", "there is neither XDG_CACHE_HOME nor HOME");
  std::error_code error;
  fs::create_directories(root.parent_path(), error);
  for (const fs::path& folder : {root, root / kind}) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return refuse(folder, std::strerror(errno));
    if (!is_own_folder(folder)) return refuse(folder, "it is not a folder of yours that only you may write to");
  }
  return CacheFolder((root / kind).string());
}

void CacheFolder::clear() {
  const fs::path root = cache_root();
  std::error_code error;
  if (!root.empty()) fs::remove_all(root, error);
  if (error) throw FileError("cannot clear the cache " + root.string() + ": " + error.message());
}

std::string CacheFolder::path_for(const std::string& everything) const { return path_ + "/" + sha256(everything); }

bool CacheFolder::is_trusted(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) && is_ours(status);
}

void CacheFolder::publish(const std::string& finished, const std::string& path) {
  const std::string near = path + "." + std::to_string(::getpid());  // the finished one may be on another file system
  std::error_code error;
  fs::copy(finished, near, fs::copy_options::recursive, error);
  if (!error) fs::permissions(near, fs::perms::owner_all, error);
  if (!error) fs::rename(near, path, error);
  if (error) fs::remove_all(near, error);
}

std::string identity_of(const Compiler& compiler) {
  Words question = compiler.command;
  question.push_back("--version");
  return compiler.path() + "\n" + spelled(compiler.command) + "\n" + output_of(question).value_or("") + compiler.macros;
}

std::string identity_of(const RuntimePlace& runtime) {
  std::vector<std::string> files;
  std::error_code error;
  for (const std::string& folder : {runtime.wasi_sources, runtime.include_folders.front() + "/wasm2cpp", runtime.include_folders.back() + "/wasm2cpp"})
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error))
      if (entry.is_regular_file(error)) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  std::string text;
  for (const std::string& file : files) text += file + " " + sha256(as_text(Source::open(file).bytes())) + "\n";
  return text + identity_of_file(runtime.wasi_library);
}

std::string identity_of_translator() { return "wasm2cpp " WASM2CPP_VERSION_TEXT "\n" + identity_of_file(own_executable()); }

}  // namespace translator

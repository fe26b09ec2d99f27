// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A temporary lies in its target's folder, because `rename` moves a file at once and whole only within one file system.
// It gets the permissions that an ordinary new file would have (mkstemp's 0600 would surprise).
#include "output.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.hpp"
#include "source.hpp"

namespace translator {
namespace {

constexpr std::size_t buffer_size = std::size_t{64} * 1024;

FileError failure(const std::string& what) { return FileError(what + ": " + std::strerror(errno)); }

bool is_standard_output(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

FileError write_failure(const std::string& path) {
  return failure("cannot write " + (is_standard_output(path) ? "standard output" : path));
}

void write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw write_failure(path);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// Fills `block` from the file as far as there is something; false at an error.
bool read_block(int descriptor, std::string& block) {
  block.resize(buffer_size);
  std::size_t size = 0;
  while (size < block.size()) {
    const ssize_t count = ::read(descriptor, block.data() + size, block.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  block.resize(size);
  return true;
}

/// Whether both hold the same bytes, from where they stand to their ends.
bool same_content(int a, int b) {
  std::string block_a, block_b;
  do {
    if (!read_block(a, block_a) || !read_block(b, block_b) || block_a != block_b) return false;
  } while (!block_a.empty());
  return true;
}

/// There is no way to ask for the umask but to set it. Called before there are threads: `OutputSet::create`.
mode_t ordinary_permissions() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

/// Standard output, a device, a pipe: what is written into, not replaced. `/dev/fd/3` may lead to a file, and is not one.
bool is_stream(const std::string& path) {
  if (path == "-" || path.starts_with("/dev/std") || path.starts_with("/dev/fd/") || path.starts_with("/proc/")) return true;
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// Where a symbolic link leads: the link stays, what it leads to is replaced.
std::filesystem::path followed(std::filesystem::path path) {
  constexpr int most_links = 40;
  std::error_code error;
  for (int i = 0; i < most_links && std::filesystem::is_symlink(path, error); ++i)
    path = path.parent_path() / std::filesystem::read_symlink(path);
  return path;
}

/// The same for all paths to the same file, which may not be there yet.
std::filesystem::path whole_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = followed(path);
  const std::filesystem::path whole = std::filesystem::weakly_canonical(std::filesystem::absolute(target, error), error);
  return error ? target : whole;
}

std::string temporary_beside(const std::string& path) {
  if (is_stream(path)) return (std::filesystem::temp_directory_path() / "wasm2cpp.XXXXXX").string();
  return followed(path).string() + ".XXXXXX";
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)), temporary_(temporary_beside(path_)) {
  descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) throw write_failure(path_);
  ::fchmod(descriptor_, ordinary_permissions());
  if (is_stream(path_)) remove_temporary();  // `| head` may end us while we write
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  remove_temporary();
}

void OutputFile::remove_temporary() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

void OutputFile::write(std::string_view text) {
  if (buffer_.size() + text.size() < buffer_size) {
    buffer_.append(text);
    return;
  }
  flush();
  write_all(descriptor_, text, path_);
}

void OutputFile::flush() {
  write_all(descriptor_, buffer_, path_);
  buffer_.clear();
}

/// Everything that can fail for want of room fails here, before the first target is replaced.
void OutputFile::finish() {
  flush();
  if (std::filesystem::is_directory(path_)) throw FileError("cannot write " + path_ + ": Is a directory");
}

void OutputFile::publish() {
  if (same_as_target()) return;
  if (::rename(temporary_.c_str(), followed(path_).c_str()) != 0) throw write_failure(path_);
  temporary_.clear();
}

bool OutputFile::same_as_target() const {
  struct stat ours {
  }, theirs{};
  if (::stat(path_.c_str(), &theirs) != 0 || ::fstat(descriptor_, &ours) != 0) return false;
  if (!S_ISREG(theirs.st_mode) || ours.st_size != theirs.st_size) return false;
  const Descriptor target(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  return target.number >= 0 && ::lseek(descriptor_, 0, SEEK_SET) == 0 && same_content(descriptor_, target.number);
}

void OutputFile::copy_to_stream() {
  const int target = is_standard_output(path_) ? ::dup(STDOUT_FILENO) : ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (target < 0) throw write_failure(path_);
  const Descriptor stream(target);
  std::string block;
  if (::lseek(descriptor_, 0, SEEK_SET) != 0) throw failure("cannot read back what goes to " + path_);
  while (read_block(descriptor_, block) && !block.empty()) write_all(stream.number, block, path_);
}

void OutputSet::keep(const std::string& path) {
  if (!is_stream(path)) taken_.insert(whole_path(path));
}

OutputFile& OutputSet::create(std::string path) {
  if (!is_stream(path) && !taken_.insert(whole_path(path)).second)
    throw FileError(path + " would overwrite the input or another output");
  return *files_.emplace_back(std::make_unique<OutputFile>(std::move(path)));
}

/// Streams first: they can fail, where a `rename` hardly can.
void OutputSet::commit() {
  for (const auto& file : files_) file->finish();
  for (const auto& file : files_)
    if (is_stream(file->path())) file->copy_to_stream();
  for (const auto& file : files_)
    if (!is_stream(file->path())) file->publish();
  files_.clear();
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A regular file is mapped privately and read-only: the translator walks function bodies straight from the mapping, so
// that a module of 100 MB costs address space, not memory. Pipes and the like cannot be mapped and are read whole.
//
// Text goes through `wat2wasm` into a temporary folder, which is removed again at once: the mapping keeps the bytes.
// wat2wasm's proposals are off by default and their flags differ from version to version, so it is asked first which
// ones it has (`wat2wasm --help`).
#include "source.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

namespace translator {
namespace {

FileError failure(const std::string& what, int error = errno) { return FileError(what + ": " + std::strerror(error)); }

/// What a module begins with. Of what does not, no more is read: it may be endless, as /dev/zero is.
constexpr std::string_view magic{"\0asm", 4};

bool is_text(const std::string& path) { return std::string_view(path).ends_with(".wat"); }

/// The flags of this wat2wasm for the proposals that we know, found in its own help text.
std::vector<std::string> proposal_flags(const std::string& help) {
  static constexpr std::array<std::string_view, 13> wanted = {
      "--enable-exceptions",     "--enable-threads",      "--enable-function-references",
      "--enable-tail-call",      "--enable-memory64",     "--enable-multi-memory",
      "--enable-extended-const", "--enable-relaxed-simd", "--enable-gc",
      "--enable-annotations",    "--enable-code-metadata", "--enable-custom-page-sizes",
      "--enable-wide-arithmetic"};
  std::vector<std::string> flags;
  for (const std::string_view flag : wanted)
    if (help.find(flag) != std::string::npos) flags.emplace_back(flag);
  return flags;
}

std::string text_of(const Source& source) {
  const auto bytes = source.bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Assembles the text format; the result is the path of the binary, in `folder`.
std::string assemble(const std::string& text, const TemporaryFolder& folder) {
  const std::string help = folder.path + "/help";
  const int found = run_to_end({"wat2wasm", "--help"}, help);
  if (found < 0 || found == 127)
    throw FileError(text +
                    ": the text format needs WABT's wat2wasm, which is not installed (Debian: apt install wabt)");
  std::string binary = folder.path + "/module.wasm";
  std::vector<std::string> command = {"wat2wasm", "--debug-names", "--output=" + binary};
  for (std::string& flag : proposal_flags(text_of(Source::open(help)))) command.push_back(std::move(flag));
  command.push_back("--");
  command.push_back(text);
  if (run_to_end(command) != 0) throw FileError(text + ": wat2wasm refuses it");
  return binary;
}

}  // namespace

Source Source::open(const std::string& path) {
  Source source(path);
  if (path == "-") {
    source.read_whole(STDIN_FILENO);
    return source;
  }
  const Descriptor given(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (given.number < 0) throw failure("cannot open " + path);
  struct stat status {};
  if (::fstat(given.number, &status) != 0) throw failure("cannot open " + path);
  if (S_ISDIR(status.st_mode)) throw failure("cannot open " + path, EISDIR);
  if (is_text(path)) {
    const TemporaryFolder folder;
    Source binary = open(assemble(path, folder));
    binary.path_ = binary.name_ = path;
    return binary;
  }
  if (S_ISREG(status.st_mode) && status.st_size > 0)
    source.map(given.number, static_cast<std::size_t>(status.st_size));
  else
    source.read_whole(given.number);
  return source;
}

Source Source::of(std::vector<std::byte> bytes, std::string name) {
  Source source(std::move(name));
  source.held_ = std::move(bytes);
  source.bytes_ = source.held_;
  return source;
}

Source::Source(std::string path) : path_(std::move(path)), name_(path_ == "-" ? "<stdin>" : path_) {}

Source::Source(Source&& other) noexcept
    : path_(std::move(other.path_)),
      name_(std::move(other.name_)),
      bytes_(std::exchange(other.bytes_, {})),
      held_(std::move(other.held_)),
      mapping_(std::exchange(other.mapping_, nullptr)),
      mapped_size_(std::exchange(other.mapped_size_, 0)) {}

Source& Source::operator=(Source&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(name_, other.name_);
  std::swap(bytes_, other.bytes_);
  std::swap(held_, other.held_);
  std::swap(mapping_, other.mapping_);
  std::swap(mapped_size_, other.mapped_size_);
  return *this;
}

Source::~Source() {
  if (mapping_) ::munmap(mapping_, mapped_size_);
}

void Source::map(int descriptor, std::size_t size) {
  void* const mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapping == MAP_FAILED) throw failure("cannot read " + name_);
  mapping_ = mapping;
  mapped_size_ = size;
  bytes_ = {static_cast<const std::byte*>(mapping), size};
}

void Source::read_whole(int descriptor) {
  constexpr std::size_t step = std::size_t{64} * 1024;
  std::size_t size = 0;
  for (;;) {
    if (held_.size() - size < step) held_.resize(held_.size() * 2 + step);
    const ssize_t count = ::read(descriptor, held_.data() + size, held_.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw failure("cannot read " + name_);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size >= magic.size() && std::memcmp(held_.data(), magic.data(), magic.size()) != 0) break;
  }
  held_.resize(size);
  bytes_ = held_;
}

}  // namespace translator

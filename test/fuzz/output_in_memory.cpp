// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The classes of the translator's output.hpp, without files. What is not committed is lost, as there; a file that is
// created twice in one set would overwrite itself there, and is a finding here.
#include "output_in_memory.hpp"

#include <utility>

#include "output.hpp"
#include "require.hpp"

namespace fuzz {
namespace {

Files& written() {
  static Files files;
  return files;
}

}  // namespace

Files take_written() { return std::exchange(written(), {}); }

}  // namespace fuzz

namespace translator {

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {}
OutputFile::~OutputFile() = default;

void OutputFile::write(std::string_view text) { buffer_.append(text); }

void OutputFile::publish() {
  const bool is_new = fuzz::written().emplace(path_, std::move(buffer_)).second;
  fuzz::require(is_new, "a translation writes " + path_ + " twice");
}

void OutputSet::keep(const std::string&) {}

OutputFile& OutputSet::create(std::string path) {
  return *files_.emplace_back(std::make_unique<OutputFile>(std::move(path)));
}

void OutputSet::commit() {
  for (const auto& file : files_) file->publish();
  files_.clear();
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What OutputSet promises: all files or none, and none touched that would not change.
#include "output.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "source.hpp"

using namespace translator;
namespace fs = std::filesystem;

namespace {

/// Each test has a folder of its own, which goes with it.
class Output : public testing::Test {
 protected:
  Output() {
    std::string name = (fs::temp_directory_path() / "output_test.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Output() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }

  void write(const std::string& name, const std::string& text) const {
    OutputSet outputs;
    outputs.create(path(name)).write(text);
    outputs.commit();
  }

  std::size_t count_files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

}  // namespace

TEST_F(Output, CommitPutsEveryFileInPlace) {
  OutputSet outputs;
  outputs.create(path("a.hpp")).write("a");
  outputs.create(path("a.cpp")).write("b");
  outputs.commit();
  EXPECT_EQ(content("a.hpp"), "a");
  EXPECT_EQ(content("a.cpp"), "b");
  EXPECT_EQ(count_files(), 2u);
}

TEST_F(Output, WithoutCommitNothingIsLeftAndNothingTouched) {
  write("a.cpp", "old");
  try {
    OutputSet outputs;
    outputs.create(path("a.cpp")).write("new");
    outputs.create(path("b.cpp")).write("new");
    throw std::runtime_error("the translation failed");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(content("a.cpp"), "old");
  EXPECT_EQ(count_files(), 1u);
}

TEST_F(Output, UnchangedFilesKeepTheirTimeStamp) {
  write("a.cpp", "same");
  const auto long_ago = fs::last_write_time(path("a.cpp")) - std::chrono::hours(1);
  fs::last_write_time(path("a.cpp"), long_ago);
  write("a.cpp", "same");
  EXPECT_EQ(fs::last_write_time(path("a.cpp")), long_ago);
  write("a.cpp", "else");
  EXPECT_NE(fs::last_write_time(path("a.cpp")), long_ago);
  EXPECT_EQ(count_files(), 1u);
}

TEST_F(Output, LongTextIsStreamedWhole) {
  const std::string text(1'000'003, 'x');
  write("long.cpp", text);
  write("long.cpp", text);
  EXPECT_EQ(content("long.cpp"), text);
}

TEST_F(Output, FilesHaveOrdinaryPermissions) {
  const mode_t old = ::umask(022);
  write("a.cpp", "a");
  ::umask(old);
  EXPECT_EQ(fs::status(path("a.cpp")).permissions(), fs::perms(0644));
}

TEST_F(Output, DevicesAreWrittenIntoAndNotReplaced) {
  OutputSet outputs;
  outputs.create("/dev/null").write("text");
  outputs.commit();
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(Output, AMissingFolderIsAFileError) {
  OutputSet outputs;
  EXPECT_THROW(outputs.create(path("no/such/folder/a.cpp")), FileError);
}

TEST_F(Output, AFolderAtTheTargetIsAFileError) {
  fs::create_directory(path("a.cpp"));
  OutputSet outputs;
  outputs.create(path("b.cpp")).write("b");
  outputs.create(path("a.cpp")).write("a");
  EXPECT_THROW(outputs.commit(), FileError);
  EXPECT_FALSE(fs::exists(path("b.cpp")));
}

TEST_F(Output, AStreamThatCannotBeWrittenLeavesFilesUntouched) {
  OutputSet outputs;
  outputs.create(path("a.cpp")).write("a");
  outputs.create("/dev/full").write("a");
  EXPECT_THROW(outputs.commit(), FileError);
  EXPECT_FALSE(fs::exists(path("a.cpp")));
}

TEST_F(Output, ASymbolicLinkStaysAndWhatItLeadsToIsWritten) {
  write("target.cpp", "old");
  fs::create_symlink("target.cpp", path("link.cpp"));
  fs::create_symlink("new.cpp", path("dangling.cpp"));
  write("link.cpp", "new");
  write("dangling.cpp", "new");
  EXPECT_TRUE(fs::is_symlink(path("link.cpp")));
  EXPECT_EQ(content("target.cpp"), "new");
  EXPECT_TRUE(fs::is_symlink(path("dangling.cpp")));
  EXPECT_EQ(content("new.cpp"), "new");
}

TEST_F(Output, ADescriptorsNameIsWrittenIntoEvenIfItLeadsToAFile) {
  const int descriptor = ::open(path("open.txt").c_str(), O_WRONLY | O_CREAT, 0644);
  ASSERT_GE(descriptor, 0);
  const std::string name = "/dev/fd/" + std::to_string(descriptor);
  OutputSet outputs;
  outputs.create(name).write("text");
  outputs.commit();
  ::close(descriptor);
  EXPECT_EQ(content("open.txt"), "text");
  EXPECT_EQ(count_files(), 1u);
}

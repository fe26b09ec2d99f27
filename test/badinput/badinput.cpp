// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Feeds bad input to the translator, in process: every case must be refused with a clear error or be translated, in
// under 10 seconds, without a crash, and within a small multiple of the input's size in memory.
//
//     badinput --refused LIST --modules LIST --folder DIR [--stride N] [--mutations N] [--jobs N] [--only NUMBER]
//
// The lists are files of paths, one a line. Cases are made by cases.cpp, watched over by watch.cpp, and their memory
// counted by allocation.cpp. An input that failed is kept in DIR. The last line is `badinput: N passed, N failed`.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "allocation.hpp"
#include "cases.hpp"
#include "commands.hpp"
#include "diagnostic.hpp"
#include "source.hpp"
#include "translate.hpp"
#include "watch.hpp"

namespace badinput {
namespace {

// The tables of a module's types, names, imports, exports and segments are kept, and a byte of input can declare an
// entry of some 64 bytes. What is in flight beside them does not grow with the input.
constexpr std::size_t free_bytes = 4u << 20;
constexpr std::size_t bytes_per_input_byte = 100;

using Options = std::map<std::string, std::string>;

Options parse(int argc, char** argv) {
  Options options = {{"--stride", "1"}, {"--mutations", "1000"}, {"--jobs", "1"}};
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  return options;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// What the translator's command line does with the file, without its process. Gives what is wrong, or nothing.
std::string refusal_is_clear(const std::function<void()>& action) {
  try {
    action();
  } catch (const translator::Diagnostic& diagnostic) {
    return *diagnostic.what() == '\0' ? "refused without a message" : "";
  } catch (const std::exception& other) {
    return std::string("an exception that is no diagnostic: ") + other.what();
  }
  return "";
}

std::string feed(const std::string& input, const std::string& output) {
  const translator::Source source = translator::Source::open(input);
  const std::string wrong = refusal_is_clear([&] { translator::validate(source); });
  if (!wrong.empty()) return wrong;
  translator::TranslateOptions options;
  options.output = output;
  options.name = "bad";
  options.threads = 1;
  return refusal_is_clear([&] { translator::translate(source, options); });
}

class Feeder {
 public:
  Feeder(const Cases& cases, std::string folder) : cases_(cases), folder_(std::move(folder)) {}

  std::string operator()(std::size_t number) const {
    const Bytes bytes = cases_.bytes(number);
    const std::string own = folder_ + "/" + std::to_string(getpid());
    write_file(own + ".wasm", bytes);
    restart_peak();
    std::string wrong = feed(own + ".wasm", own + ".cpp");
    if (wrong.empty() && peak() > free_bytes + bytes_per_input_byte * bytes.size()) {
      wrong = "took " + std::to_string(peak()) + " bytes of memory for " + std::to_string(bytes.size()) + " of input";
    }
    return wrong;
  }

 private:
  const Cases& cases_;
  std::string folder_;
};

int run(const Options& options) {
  const Cases cases(read_lines(options.at("--refused")), read_lines(options.at("--modules")),
                    std::stoull(options.at("--stride")), std::stoull(options.at("--mutations")));
  const std::string folder = options.at("--folder");
  std::filesystem::create_directories(folder);
  const Feeder feeder(cases, folder);
  if (options.count("--only")) {
    std::puts(feeder(std::stoull(options.at("--only"))).c_str());
    return 0;
  }
  const Failures failures = watch(cases.count(), static_cast<unsigned>(std::stoul(options.at("--jobs"))), feeder);
  for (const auto& [number, why] : failures) {
    write_file(folder + "/failure-" + std::to_string(number) + ".wasm", cases.bytes(number));
    std::printf("FAIL case %zu, %s: %s\n", number, cases.name(number).c_str(), why.c_str());
  }
  std::printf("badinput: %zu passed, %zu failed\n", cases.count() - failures.size(), failures.size());
  return failures.empty() ? 0 : 1;
}

}  // namespace
}  // namespace badinput

int main(int argc, char** argv) {
  try {
    return badinput::run(badinput::parse(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "badinput: %s\n", error.what());
    return 2;
  }
}

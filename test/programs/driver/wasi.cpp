// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a WASI command whose needs are small, until the runtime has a WASI host of its own:
//
//     wasi RECIPE.json OUTPUTS        runs `_start`; writes OUTPUTS/stdout and OUTPUTS/stderr; exits as the program
//     does
//
// It has what programs that only compute import: output to descriptors 1 and 2, arguments, and files of the recipe's
// preopened folders, for reading. `bench.start` and `bench.end` do nothing. Whatever else is imported stays undefined,
// so that instantiation names it (runner: a skip).
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

namespace program {  // the emitted code
const wasm2cpp::module_description& description() noexcept;
}

namespace {

using json = nlohmann::ordered_json;
using wasm2cpp::caller;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr const char* wasi_module = "wasi_snapshot_preview1";
constexpr u32 success = 0, badf = 8, inval = 28, noent = 44, notcapable = 76;  // errno, as WASI numbers them

struct Exit {
  int status;
};

class Wasi {
 public:
  Wasi(const json& recipe, const std::filesystem::path& folder) {
    for (const auto& argument : recipe.at("argv")) arguments_.push_back(argument);
    const json preopens = recipe.value("preopens", json::object());
    for (const auto& [guest, host] : preopens.items()) {
      (void)guest;
      folders_.push_back(folder / host.get<std::string>());
    }
  }

  void define(wasm2cpp::linker& linker) {
    linker.define("bench", "start", [] {});
    linker.define("bench", "end", [] {});
    linker.define(wasi_module, "proc_exit", [](u32 status) { throw Exit{static_cast<int>(status)}; });
    linker.define(wasi_module, "fd_write", [this](caller& c, u32 fd, u32 list, u32 count, u32 written) {
      return write(c.memory(), fd, list, count, written);
    });
    linker.define(wasi_module, "fd_read", [this](caller& c, u32 fd, u32 list, u32 count, u32 read) {
      return this->read(c.memory(), fd, list, count, read);
    });
    linker.define(wasi_module, "random_get",
                  [](caller& c, u32 to, u32 size) {  // not random, hence the same in each run
                    c.memory().view<unsigned char>(to, size).copy_from(std::vector<unsigned char>(size, 1));
                    return success;
                  });
    linker.define(wasi_module, "fd_close", [this](u32 fd) { return files_.erase(fd) ? success : badf; });
    linker.define(wasi_module, "path_open",
                  [this](caller& c, u32 folder, u32, u32 path, u32 length, u32, u64, u64, u32, u32 opened) {
                    return open(c.memory(), folder, path, length, opened);
                  });
    linker.define(wasi_module, "args_sizes_get", [this](caller& c, u32 count, u32 bytes) {
      u32 size = 0;
      for (const std::string& argument : arguments_) size += static_cast<u32>(argument.size() + 1);
      c.memory().write(count, static_cast<u32>(arguments_.size()));
      c.memory().write(bytes, size);
      return success;
    });
    linker.define(wasi_module, "args_get", [this](caller& c, u32 pointers, u32 bytes) {
      for (const std::string& argument : arguments_) {
        c.memory().write(pointers, bytes);
        c.memory().write_string(bytes, argument + '\0');
        pointers += 4;
        bytes += static_cast<u32>(argument.size() + 1);
      }
      return success;
    });
  }

  const std::string& output(u32 fd) { return outputs_[fd]; }

 private:
  struct File {
    std::string content;
    std::size_t position = 0;
  };

  u32 write(const wasm2cpp::memory& memory, u32 fd, u32 list, u32 count, u32 written) {
    if (fd != 1 && fd != 2) return badf;
    u32 total = 0;
    for (u32 i = 0; i < count; ++i) {
      const u32 size = memory.read<u32>(u64{list} + 8 * u64{i} + 4);
      for (const unsigned char byte :
           memory.view<unsigned char>(memory.read<u32>(u64{list} + 8 * u64{i}), size).to_vector())
        outputs_[fd] += static_cast<char>(byte);
      total += size;
    }
    memory.write(written, total);
    return success;
  }

  u32 read(const wasm2cpp::memory& memory, u32 fd, u32 list, u32 count, u32 read) {
    const auto found = files_.find(fd);
    if (found == files_.end()) return badf;
    File& file = found->second;
    u32 total = 0;
    for (u32 i = 0; i < count; ++i) {
      const u32 to = memory.read<u32>(u64{list} + 8 * u64{i});
      const std::size_t wanted = memory.read<u32>(u64{list} + 8 * u64{i} + 4);
      const std::string part = file.content.substr(file.position, wanted);
      memory.view<unsigned char>(to, part.size()).copy_from(std::vector<unsigned char>(part.begin(), part.end()));
      file.position += part.size();
      total += static_cast<u32>(part.size());
    }
    memory.write(read, total);
    return success;
  }

  /// Below a preopened folder, for reading; a path that leads out of it is refused.
  u32 open(const wasm2cpp::memory& memory, u32 folder, u32 path, u32 length, u32 opened) {
    if (folder < 3 || folder - 3 >= folders_.size()) return badf;
    const std::filesystem::path below = std::filesystem::path(memory.read_string(path, length)).lexically_normal();
    if (below.is_absolute() || below.empty()) return inval;
    if (*below.begin() == "..") return notcapable;
    std::ifstream file(folders_[folder - 3] / below, std::ios::binary);
    if (!file) return noent;
    const u32 fd = next_++;
    files_[fd].content.assign(std::istreambuf_iterator<char>(file), {});
    memory.write(opened, fd);
    return success;
  }

  std::vector<std::string> arguments_;
  std::vector<std::filesystem::path> folders_;
  std::map<u32, std::string> outputs_;
  std::map<u32, File> files_;
  u32 next_ = 100;
};

int run(const json& recipe, const std::filesystem::path& folder, const std::filesystem::path& outputs) {
  Wasi wasi(recipe, folder);
  int status = 0;
  try {
    wasm2cpp::linker linker;
    wasi.define(linker);
    linker.instantiate(program::description()).call("_start");
  } catch (const Exit& exit) {
    status = exit.status;
  }
  std::ofstream(outputs / "stdout", std::ios::binary) << wasi.output(1);
  std::ofstream(outputs / "stderr", std::ios::binary) << wasi.output(2);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: wasi RECIPE.json OUTPUTS\n", stderr), 2;
  try {
    std::ifstream file(argv[1], std::ios::binary);
    return run(json::parse(file), std::filesystem::path(argv[1]).parent_path(), argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

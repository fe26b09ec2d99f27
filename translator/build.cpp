// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The translation runs in a process of its own, like the compilers, so that a signal can end it at any time while this
// process, which has one thread and waits, clears up.
//
// How many shards: compilers take time and memory that grow faster than a file, and each costs half a second for the
// headers. So a shard has about 96 KiB of WebAssembly, or less where that would leave cores idle.
#include "build.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "cache.hpp"
#include "commands.hpp"
#include "parallel.hpp"
#include "process.hpp"
#include "progress.hpp"
#include "reader.hpp"
#include "temporary_folder.hpp"
#include "toolchain.hpp"
#include "translate.hpp"
#include "validator.hpp"

namespace translator {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t shard_bytes = std::uint64_t{96} * 1024;
constexpr std::uint64_t smallest_shard_bytes = std::uint64_t{16} * 1024;
constexpr std::uint64_t most_shards = 1000;

/// One run of the compiler.
struct Step {
  Words command;
  std::string object;
};

class Builder {
 public:
  Builder(const Source& source, const BuildOptions& options, const Module& module)
      : source_(source), options_(options), compiler_(Compiler::find(options.cxx, target_flags(options))),
        shards_(number_of_shards(module)) {
    processes_.set_temporary_folder(folder_.path);
  }
  ~Builder() { processes_.end_all(); }  // before the folder is removed that they write to

  void build() {
    translate_module();
    const WasiHost host = wasi_host();
    std::vector<Step> steps = guest_steps();
    steps.push_back(main_step());
    steps.insert(steps.end(), host.steps.begin(), host.steps.end());
    compile(steps);
    std::vector<std::string> objects = host.linked;
    for (const Step& step : steps) objects.insert(objects.end() - static_cast<std::ptrdiff_t>(host.linked.size()), step.object);
    link(objects);
    if (!host.cached_as.empty()) CacheFolder::publish(host.folder, host.cached_as);
  }

  /// The flags that change what code is made for.
  static std::vector<std::string> target_flags(const BuildOptions& options) {
    if (options.march.empty()) return {};
    return {"-march=" + options.march};
  }

 private:
  /// The WASI host: what is there is linked, else it comes of the steps.
  struct WasiHost {
    std::vector<std::string> linked;
    std::vector<Step> steps;
    std::string folder;     ///< of the steps' objects
    std::string cached_as;  ///< where that folder may go, for the next time; empty: nowhere
  };

  void translate_module();
  std::vector<Step> guest_steps() const;
  Step main_step() const;
  WasiHost wasi_host() const;
  std::vector<Step> wasi_steps(const std::string& folder) const;
  void compile(const std::vector<Step>& steps);
  void link(const std::vector<std::string>& objects);

  unsigned number_of_shards(const Module& module) const;
  unsigned jobs() const;
  std::string cpp(const std::string& suffix) const;
  Step step(const std::string& source, const std::string& object, const std::vector<std::string>& flags) const;
  void require_success(int status, const Words& command, const std::string& log) const;
  std::vector<std::string> common_flags() const;
  std::vector<std::string> collector() const;

  Processes processes_;
  const Source& source_;
  const BuildOptions& options_;
  const Compiler compiler_;
  const RuntimePlace runtime_ = RuntimePlace::find();
  const TemporaryFolder folder_;
  const unsigned shards_;
};

unsigned Builder::jobs() const { return threads_for(options_.jobs); }

unsigned Builder::number_of_shards(const Module& module) const {
  std::uint64_t bytes = 0;
  for (const Function& function : module.functions) bytes += function.body.size();
  const std::uint64_t wanted = std::max(bytes / shard_bytes, std::min<std::uint64_t>(jobs(), bytes / smallest_shard_bytes));
  return wanted < 2 ? 0 : static_cast<unsigned>(std::min(wanted, most_shards));
}

/// "FOLDER/tool.cpp", with another suffix.
std::string Builder::cpp(const std::string& suffix) const {
  const fs::path folder = options_.keep.empty() ? fs::path(folder_.path) : fs::path(options_.keep);
  return (folder / (options_.name + suffix)).string();
}

void Builder::translate_module() {
  std::error_code error;
  if (!options_.keep.empty()) fs::create_directories(options_.keep, error);
  if (error) throw FileError("cannot make the folder " + options_.keep + ": " + error.message());
  TranslateOptions options;
  options.output = cpp(".cpp");
  options.name = options_.name;
  options.shards = shards_;
  options.command = options_.command;
  options.threads = options_.jobs;
  CommandLine line;
  line.input = source_.path();
  processes_.start([&] { return exit_status_of(line, [&] { translate(source_, options); }); });
  const int status = processes_.wait().status;
  if (status > 0) throw AlreadyReported{status};
  if (status < 0) throw FileError("the translation was ended by a signal");
}

// What is compiled

std::vector<std::string> Builder::common_flags() const {
  std::vector<std::string> flags = {"-std=c++20"};
  for (const std::string& folder : runtime_.include_folders) flags.push_back("-I" + folder);
  for (const std::string& flag : target_flags(options_)) flags.push_back(flag);
  if (options_.has_debug_information) flags.push_back("-g");
  if (options_.uses_lto) flags.push_back(compiler_.defines("__clang__") ? "-flto" : "-flto=auto");
  return flags;
}

Step Builder::step(const std::string& source, const std::string& object, const std::vector<std::string>& flags) const {
  Step step{compiler_.command, object};
  for (const std::string& flag : common_flags()) step.command.push_back(flag);
  step.command.insert(step.command.end(), flags.begin(), flags.end());
  step.command.insert(step.command.end(), {"-c", source, "-o", object});
  return step;
}

std::vector<Step> Builder::guest_steps() const {
  std::vector<std::string> flags = guest_flags(compiler_);
  flags.push_back("-O" + options_.optimization);
  if (options_.is_checked) flags.push_back("-DWASM2CPP_CHECKED");
  std::vector<std::string> class_flags = flags;
  class_flags.emplace_back("-DWASM2CPP_CLASS");  // wasm2cpp.hpp tells
  std::vector<Step> steps = {step(cpp(".cpp"), folder_.path + "/guest.o", class_flags)};
  for (unsigned shard = 1; shard <= shards_; ++shard) {
    const std::string number = std::to_string(shard);
    steps.push_back(step(cpp("." + number + ".cpp"), folder_.path + "/guest." + number + ".o", flags));
  }
  return steps;
}

Step Builder::main_step() const { return step(cpp(".main.cpp"), folder_.path + "/main.o", {"-O0"}); }

/// In the installation, or in the cache, or else to be compiled, for this compiler and these flags.
Builder::WasiHost Builder::wasi_host() const {
  if (!options_.uses_lto && runtime_.has_library_for(compiler_)) return {{runtime_.wasi_library}, {}, "", ""};
  const std::string folder = folder_.path + "/wasi";
  const std::optional<CacheFolder> cache = CacheFolder::open("runtime");
  const std::string cached = cache ? cache->path_for(spelled(common_flags()) + identity_of(compiler_) + identity_of(runtime_)) : "";
  if (!cache || !CacheFolder::is_trusted(cached)) {
    fs::create_directory(folder);
    return {{}, wasi_steps(folder), folder, cached};
  }
  WasiHost host;
  for (const Step& step : wasi_steps(cached)) host.linked.push_back(step.object);
  return host;
}

std::vector<Step> Builder::wasi_steps(const std::string& folder) const {
  std::vector<fs::path> sources;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(runtime_.wasi_sources, error))
    if (entry.path().extension() == ".cpp") sources.push_back(entry.path());
  if (error || sources.empty()) throw FileError("the WASI host's sources are not where they should be: " + runtime_.wasi_sources);
  std::sort(sources.begin(), sources.end());
  std::vector<Step> steps;
  steps.reserve(sources.size());
  for (const fs::path& source : sources)
    steps.push_back(step(source.string(), folder + "/" + source.stem().string() + ".o", {"-O2"}));
  return steps;
}

// Compiling and linking

void Builder::compile(const std::vector<Step>& steps) {
  Progress progress(Progress::terminal(), steps.size(), std::chrono::milliseconds(0), "compiled");
  progress.advance(0);
  const std::size_t before = processes_.started();
  std::size_t next = 0;
  const auto log = [&](std::size_t i) { return folder_.path + "/log." + std::to_string(i); };
  while (next < steps.size() || processes_.running() > 0) {
    for (; next < steps.size() && processes_.running() < jobs(); ++next) processes_.start(steps[next].command, log(next));
    const Processes::Ended ended = processes_.wait();
    const std::size_t i = ended.number - before;
    require_success(ended.status, steps[i].command, log(i));
    progress.advance(1);
  }
}

void Builder::require_success(int status, const Words& command, const std::string& log) const {
  if (status == 0) return;
  std::ifstream file(log, std::ios::binary);
  const std::string output((std::istreambuf_iterator<char>(file)), {});
  std::string text = status < 0 ? "the compiler was ended by a signal (memory? --jobs 1 takes less)" : "the compiler failed";
  text += ":\n" + spelled(command) + "\n" + output;
  if (output.find("GC_") != std::string::npos)
    text += "The module uses garbage collection, which needs libgc (Debian: libgc-dev).\n";
  if (options_.keep.empty()) text += "The C++ is gone; --keep DIR keeps it.";
  throw FileError(text);
}

/// libgc, where it is installed; the linker leaves it out where no emitted code calls it.
std::vector<std::string> Builder::collector() const {
  for (const char* const name : {"libgc.so", "libgc.a"}) {
    Words question = compiler_.command;
    question.push_back(std::string("-print-file-name=") + name);
    const std::string path = output_of(question).value_or("");
    if (path.find('/') == std::string::npos) continue;
    if (!compiler_.defines("__linux__")) return {"-lgc"};
    return {"-Wl,--push-state,--as-needed", "-lgc", "-Wl,--pop-state"};
  }
  return {};
}

/// The program is whole when it appears, and where it replaces one that runs, that one runs on.
void Builder::link(const std::vector<std::string>& objects) {
  const fs::path parent = fs::path(options_.output).parent_path();
  const TemporaryFolder folder(parent.empty() ? fs::path(".") : parent);
  const std::string program = folder.path + "/program";
  Words command = compiler_.command;
  for (const std::string& flag : common_flags()) command.push_back(flag);
  command.insert(command.end(), {"-O" + options_.optimization, "-o", program});
  command.insert(command.end(), objects.begin(), objects.end());
  for (const std::string& flag : collector()) command.push_back(flag);
  command.push_back("-pthread");
  if (options_.is_static) command.push_back("-static");
  processes_.start(command, folder_.path + "/log");
  require_success(processes_.wait().status, command, folder_.path + "/log");
  std::error_code error;
  fs::rename(program, options_.output, error);
  if (error) throw FileError("cannot write " + options_.output + ": " + error.message());
}

}  // namespace

void build(const Source& source, const BuildOptions& options) {
  std::error_code error;
  if (fs::is_directory(options.output, error)) throw FileError("cannot write " + options.output + ": Is a directory");
  if (fs::equivalent(options.output, source.path(), error)) throw FileError("the program would replace its module: " + options.output);
  Module module = read_module(source.bytes(), source.name());
  validate_module(module);
  require_command(module, options.command.may_miss_imports);
  Builder(source, options, module).build();
}

std::string fingerprint(const BuildOptions& options) {
  const Compiler compiler = Compiler::find(options.cxx, Builder::target_flags(options));
  std::string text = identity_of(compiler) + identity_of(RuntimePlace::find()) + identity_of_translator();
  text += "-O" + options.optimization + (options.uses_lto ? " lto" : "") + (options.is_static ? " static" : "") + (options.has_debug_information ? " debug" : "") +
          (options.is_checked ? " checked" : "") + (options.command.may_miss_imports ? " missing" : "") + " " + options.name;
  return text;
}

}  // namespace translator

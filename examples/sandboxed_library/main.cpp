// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A C library in a sandbox: Zstandard's decoder, called like a function of this program. Its input comes from anywhere; whatever
// it does with a hostile one, it can touch nothing but its own linear memory, and a trap is an exception here.
//
// The host trusts nothing that the guest says: sizes are held against a limit of its own, and every access goes through
// the memory's checked views.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "zstd.hpp"

using bytes = std::vector<std::uint8_t>;

/// One sandbox. What a corrupt input has done to its heap ends with it.
class decoder {
 public:
  static constexpr std::uint32_t largest = 1 << 20;  ///< bytes of output that this program has a use for

  /// Throws wasm2cpp::trap, wasm2cpp::access_error or std::runtime_error; the decoder is not to be used again then.
  bytes decompress(std::span<const std::uint8_t> compressed) {
    const std::uint32_t size = static_cast<std::uint32_t>(compressed.size());
    const std::uint32_t input = allocate(size);
    library_.memory().view<std::uint8_t>(input, size).copy_from(compressed);
    const std::uint64_t promised = library_.ZSTD_findDecompressedSize(input, size);
    if (promised > largest) throw std::runtime_error("the size is unknown or too large");
    const std::uint32_t output = allocate(static_cast<std::uint32_t>(promised));
    const std::uint32_t made = library_.ZSTD_decompress(output, static_cast<std::uint32_t>(promised), input, size);
    if (library_.ZSTD_isError(made) != 0) throw std::runtime_error("not a Zstandard frame, or a damaged one");
    return library_.memory().view<std::uint8_t>(output, std::min<std::uint64_t>(made, promised)).to_vector();
  }

 private:
  std::uint32_t allocate(std::uint32_t size) {
    const std::uint32_t place = library_.malloc_(size);
    if (place == 0) throw std::runtime_error("the sandbox is out of memory");
    return place;
  }

  zstd::instance library_{{.env = {.emscripten_notify_memory_growth = [](std::uint32_t) {}}}};
};

/// The song of the green bottles, from twenty down, compressed.
const bytes song = {
    0x28, 0xb5, 0x2f, 0xfd, 0x64, 0xda, 0x01, 0x85, 0x02, 0x00, 0x02, 0x43,
    0x0b, 0x11, 0xa0, 0xed, 0xb0, 0x12, 0xa5, 0xd0, 0x4a, 0x27, 0xfe, 0xdb,
    0xdb, 0x2d, 0x3c, 0x15, 0xa8, 0xc6, 0x8f, 0x41, 0x0c, 0x52, 0xcc, 0x41,
    0x49, 0x09, 0xc0, 0xbc, 0xe6, 0xb5, 0xc9, 0xf7, 0xfb, 0xb6, 0xdb, 0x5e,
    0xed, 0x51, 0x59, 0xca, 0xc7, 0xde, 0xaa, 0x70, 0x1f, 0x46, 0x14, 0xa8,
    0x00, 0x7b, 0xff, 0xdf, 0x00, 0x5d, 0xae, 0x06, 0x10, 0xfe, 0x46, 0xd8,
    0x11, 0xff, 0x7c, 0x97, 0xdf, 0xff, 0x7d, 0xef, 0x33, 0xdd, 0xb0, 0xff,
    0xfe, 0xbf, 0xf7, 0x88, 0x93, 0x14, 0xc0, 0xb5, 0xaa, 0x58
};

std::string outcome(const bytes& compressed) {
  try {
    return decoder().decompress(compressed) == decoder().decompress(song) ? "as it was" : "another text";
  } catch (const wasm2cpp::trap& trap) {
    return std::string("trap: ") + trap.what();
  } catch (const std::exception& error) {
    return error.what();
  }
}

int main() {
  const bytes text = decoder().decompress(song);
  const auto first_line = std::find(text.begin(), text.end(), '\n');
  std::printf("%zu bytes made %zu: %.*s …\n", song.size(), text.size(), static_cast<int>(first_line - text.begin()),
              reinterpret_cast<const char*>(text.data()));

  bytes lie = song;
  lie[4] = 0xa4, lie[5] = lie[6] = lie[7] = lie[8] = 0xff;  // a size of four bytes, all ones
  std::printf("a frame that promises 4 GiB: %s\n", outcome(lie).c_str());
  std::printf("half a frame: %s\n", outcome(bytes(song.begin(), song.begin() + 47)).c_str());

  int refused = 0, unnoticed = 0;
  for (std::size_t bit = 0; bit < 8 * song.size(); ++bit) {
    bytes damaged = song;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    (outcome(damaged) == "as it was" ? unnoticed : refused)++;
  }
  std::printf("one bit flipped, each in turn: %d refused or seen, %d without effect\n", refused, unnoticed);
  std::printf("and the host goes on: %zu bytes again\n", decoder().decompress(song).size());
}

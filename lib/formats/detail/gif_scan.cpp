// The blocks of a GIF (GIF89a, appendix A).
#include "core/endian.h"
#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

std::size_t palette_bytes(std::byte packed) {
  const auto field = std::to_integer<unsigned>(packed);
  return (field & 0x80U) != 0 ? std::size_t{3} << ((field & 7U) + 1) : 0;
}

// Skips blocks of data, each with its length before it, and the empty one behind them. False at the end of
// the file.
bool skip_data(ByteView bytes, std::size_t& at) {
  while (at < bytes.size()) {
    const auto size = std::to_integer<std::size_t>(bytes[at]);
    at += 1 + size;
    if (size == 0) return true;
  }
  return false;
}

}  // namespace

GifScan scan_gif(ByteView bytes) {
  constexpr std::size_t kHeaderBytes = 13, kImageBytes = 10;
  constexpr unsigned kImage = 0x2C, kExtension = 0x21, kTrailer = 0x3B;
  GifScan scan;
  if (bytes.size() < kHeaderBytes) return scan;
  std::size_t at = kHeaderBytes + palette_bytes(bytes[10]);
  while (at < bytes.size()) {
    const auto kind = std::to_integer<unsigned>(bytes[at]);
    if (kind == kTrailer) {
      scan.complete = true;
      return scan;
    }
    if (kind == kExtension) {
      at += 2;
    } else if (kind == kImage && at + kImageBytes <= bytes.size()) {
      ++scan.frames;
      at += kImageBytes + palette_bytes(bytes[at + kImageBytes - 1]) + 1;  // and the size of a code
    } else {
      return scan;
    }
    if (!skip_data(bytes, at)) return scan;
  }
  return scan;
}

}  // namespace meshgate

#include "formats/detail/exif.h"

#include <algorithm>

namespace meshgate {

std::optional<std::uint32_t> find_exif_orientation(ByteView tiff) {
  constexpr std::size_t kEntryBytes = 12;
  constexpr std::uint16_t kOrientationTag = 0x0112;
  constexpr std::uint16_t kShortType = 3;
  constexpr std::uint16_t kLongType = 4;  // against the standard, but written by some phones

  // WebP and PNG hold the bare TIFF block, JPEG puts this prefix before it; some writers keep it everywhere.
  if (starts_with(tiff, {"Exif\0\0", 6})) tiff = tiff.subspan(6);
  if (tiff.size() < 8) return std::nullopt;
  const bool little = starts_with(tiff, "II");
  if (!little && !starts_with(tiff, "MM")) return std::nullopt;
  const auto u16 = [&](std::size_t at) {
    return little ? load_le<std::uint16_t>(tiff.data() + at) : load_be<std::uint16_t>(tiff.data() + at);
  };
  const auto u32 = [&](std::size_t at) {
    return little ? load_le<std::uint32_t>(tiff.data() + at) : load_be<std::uint32_t>(tiff.data() + at);
  };
  if (u16(2) != 42) return std::nullopt;
  const std::size_t directory = u32(4);
  if (directory > tiff.size() - 2) return std::nullopt;
  const std::size_t held = (tiff.size() - directory - 2) / kEntryBytes;
  const std::size_t count = std::min<std::size_t>(u16(directory), held);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (u16(entry) != kOrientationTag || u32(entry + 4) != 1) continue;
    std::uint32_t value = 0;
    if (u16(entry + 2) == kShortType) value = u16(entry + 8);
    if (u16(entry + 2) == kLongType) value = u32(entry + 8);
    if (value >= 1 && value <= 8) return value;
  }
  return std::nullopt;
}

}  // namespace meshgate

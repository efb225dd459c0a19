#include "formats/detail/whole_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "formats/detail/exr_scan.h"
#include "formats/detail/jpeg_scan.h"
#include "formats/detail/stl_sniff.h"

namespace meshgate {
namespace {

constexpr std::string_view kFbxMagic = "Kaydara FBX Binary  ";

// What its head or a table says it has.
std::string promised(std::uint64_t promise, std::uint64_t bytes) {
  return promise > bytes ? fmt::format("it says it has {}", format_bytes(promise)) : std::string();
}

std::string_view tail_of(ByteView bytes, std::size_t size) {
  return as_text(bytes.last(std::min(bytes.size(), size)));
}

std::string glb(ByteView bytes) {
  constexpr std::size_t kHead = 12;
  return bytes.size() < kHead ? "its head is missing"
                              : promised(load_le<std::uint32_t>(bytes.data() + 8), bytes.size());
}

std::string stl(ByteView bytes) {
  constexpr std::size_t kHead = 84, kTriangle = 50, kTail = 4096;
  const StlKind kind = classify_stl(bytes.first(std::min<std::size_t>(bytes.size(), kTail)), bytes.size());
  if (kind == StlKind::kAscii)
    return to_lower(tail_of(bytes, kTail)).find("endsolid") == std::string::npos
               ? "its \"endsolid\" is missing"
               : "";
  if (bytes.size() < kHead) return "its head is missing";
  return promised(kHead + std::uint64_t{kTriangle} * load_le<std::uint32_t>(bytes.data() + 80), bytes.size());
}

// The directory of a zip archive is at its end.
std::string zip(ByteView bytes) {
  constexpr std::size_t kFarthest = 22 + 65'535;  // its record, and the longest comment
  return tail_of(bytes, kFarthest).find("PK\x05\x06") == std::string_view::npos ? "its directory is missing"
                                                                                : "";
}

std::string png(ByteView bytes) {
  constexpr std::size_t kSignature = 8, kAround = 12;  // length, name and checksum of a chunk
  for (std::size_t at = kSignature; at + kAround <= bytes.size();) {
    const std::size_t size = load_be<std::uint32_t>(bytes.data() + at);
    if (size > bytes.size() - at - kAround) break;
    if (as_text(bytes.subspan(at + 4, 4)) == "IEND") return {};
    at += kAround + size;
  }
  return "its end mark is missing";
}

std::string jpeg(ByteView bytes) {
  PictureDamage damage;
  ReadOptions options;
  static_cast<void>(scan_jpeg(bytes, options, damage));
  return damage.is_truncated() ? "its end mark is missing" : "";
}

std::string exr(ByteView bytes) {
  PictureDamage damage;
  static_cast<void>(scan_exr(bytes, damage));
  return damage.is_truncated() ? "parts of its picture are missing" : "";
}

std::string webp(ByteView bytes) {
  constexpr std::size_t kHead = 8;
  return bytes.size() < kHead
             ? "its head is missing"
             : promised(kHead + std::uint64_t{load_le<std::uint32_t>(bytes.data() + 4)}, bytes.size());
}

// The records of the top level lie one behind the other, each with the offset of its end; an empty one ends
// the list. Versions from 7.5 on have offsets of 64 bits.
std::string fbx(ByteView bytes) {
  constexpr std::size_t kVersion = 23, kHead = 27;
  constexpr std::uint32_t kWide = 7500;
  if (!starts_with(bytes, kFbxMagic) || bytes.size() < kHead) return {};  // text
  const bool is_wide = load_le<std::uint32_t>(bytes.data() + kVersion) >= kWide;
  const std::size_t field = is_wide ? 8 : 4;
  for (std::uint64_t at = kHead; at + field <= bytes.size();) {
    const std::uint64_t end =
        is_wide ? load_le<std::uint64_t>(bytes.data() + at) : load_le<std::uint32_t>(bytes.data() + at);
    if (end == 0) return {};
    if (end > bytes.size()) return promised(end, bytes.size());
    if (end <= at) return {};  // damaged, not cut: its reader says what is wrong
    at = end;
  }
  return "its last record is missing";
}

// The head names the table of sections, which is behind them.
std::string usdc(ByteView bytes) {
  constexpr std::size_t kTable = 16, kHead = 24, kSection = 32, kStart = 16, kSize = 24;
  if (bytes.size() < kHead) return "its head is missing";
  const std::uint64_t table = load_le<std::uint64_t>(bytes.data() + kTable);
  if (table > bytes.size() || bytes.size() - table < 8) return "its table of sections is missing";
  const std::uint64_t count = load_le<std::uint64_t>(bytes.data() + table);
  const std::uint64_t there = (bytes.size() - table - 8) / kSection;
  if (count > there) return "a part of its table of sections is missing";
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::byte* section = bytes.data() + table + 8 + i * kSection;
    const std::uint64_t start = load_le<std::uint64_t>(section + kStart);
    const std::uint64_t size = load_le<std::uint64_t>(section + kSize);
    if (start > bytes.size() || size > bytes.size() - start) return "a section is missing";
  }
  return {};
}

std::string gltf(ByteView bytes) {
  const std::string_view tail = tail_of(bytes, 4096);
  const std::size_t last = tail.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos || tail[last] != '}' ? "its closing brace is missing" : "";
}

struct Ending {
  std::string_view format;
  std::string (*missing)(ByteView bytes);
};
constexpr std::array<Ending, 9> kEndings{{{"glb", glb},
                                          {"gltf", gltf},
                                          {"stl", stl},
                                          {"png", png},
                                          {"jpeg", jpeg},
                                          {"exr", exr},
                                          {"webp", webp},
                                          {"fbx", fbx},
                                          {"usdc", usdc}}};

bool is_zip(ByteView bytes) { return starts_with(bytes, "PK\x03\x04"); }

}  // namespace

std::string missing_end(const Format& format, const Source& source) {
  const ByteView bytes = source.bytes();
  if (is_zip(bytes)) return zip(bytes);
  for (const Ending& ending : kEndings) {
    if (ending.format == format.id) return ending.missing(bytes);
  }
  return {};
}

bool tells_its_end(const Format& format, const Source& source) {
  if (is_zip(source.bytes())) return true;
  if (format.id == "fbx") return starts_with(source.bytes(), kFbxMagic);
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](const Ending& ending) { return ending.format == format.id; });
}

}  // namespace meshgate

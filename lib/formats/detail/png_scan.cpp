#include "formats/detail/png_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "formats/detail/crc32.h"
#include "formats/detail/embedded_profile.h"
#include "formats/detail/exif.h"

namespace meshgate {
namespace {

constexpr std::string_view kSignature{"\x89PNG\r\n\x1a\n", 8};
constexpr std::size_t kFrameBytes = 12;  // length, type and CRC around a payload
constexpr std::uint32_t kMaxLength = 0x7FFFFFFF;

struct Chunk {
  std::uint64_t offset = 0;  // of the length field
  std::string_view type;
  ByteView data;
  bool intact = true;  // checksum right
};

// Chunks whose length the specification fixes; a decoder that trusts it reads beyond a shorter one.
struct FixedLength {
  std::string_view type;
  std::uint32_t bytes;
};
constexpr std::array<FixedLength, 8> kFixedLengths{{{"IHDR", 13},
                                                    {"IEND", 0},
                                                    {"gAMA", 4},
                                                    {"cHRM", 32},
                                                    {"sRGB", 1},
                                                    {"pHYs", 9},
                                                    {"tIME", 7},
                                                    {"acTL", 8}}};

bool is_chunk_type(std::string_view type) {
  return std::all_of(type.begin(), type.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}
bool is_color_tag(std::string_view type) {
  constexpr std::array<std::string_view, 5> kTags{"gAMA", "cHRM", "sRGB", "iCCP", "cICP"};
  return std::find(kTags.begin(), kTags.end(), type) != kTags.end();
}
bool is_critical(std::string_view type) { return type[0] >= 'A' && type[0] <= 'Z'; }

bool is_valid_depth(std::uint8_t color_type, std::uint8_t depth) {
  switch (color_type) {
    case 0:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
      return depth == 8 || depth == 16;
    default:
      return false;
  }
}

class Walker {
 public:
  Walker(ByteView bytes, PictureDamage& damage) : bytes_(bytes), damage_(&damage) {}

  PngScan run() {
    const std::string_view start = as_text(bytes_).substr(0, kSignature.size());
    if (start.size() < kSignature.size() && start == kSignature.substr(0, start.size())) {
      damage_->truncated(0, "the file ends inside the PNG signature");
      return std::move(scan_);
    }
    if (start != kSignature) {
      damage_->corrupt(0, "the 8 bytes of the PNG signature are damaged, as by a transfer in text mode");
      if (bytes_.size() < 16 || as_text(bytes_).substr(12, 4) != "IHDR")
        return std::move(scan_);  // bytes were inserted or lost
    }
    std::uint64_t offset = kSignature.size();
    while (!ended_) {
      const std::optional<Chunk> chunk = read(offset);
      if (!chunk || !take(*chunk)) break;
      offset += kFrameBytes + chunk->data.size();
    }
    finish(offset);
    return std::move(scan_);
  }

 private:
  // Frames one chunk; nothing when the walk cannot go on.
  std::optional<Chunk> read(std::uint64_t offset) {
    const std::uint64_t left = bytes_.size() - offset;
    if (left == 0) {
      lost("without the IEND chunk");
      return std::nullopt;
    }
    if (left < 8) {
      lost("inside the head of a chunk");
      return std::nullopt;
    }
    Chunk chunk;
    chunk.offset = offset;
    const auto length = load_be<std::uint32_t>(bytes_.data() + offset);
    chunk.type = as_text(bytes_).substr(offset + 4, 4);
    if (!is_chunk_type(chunk.type)) {
      spoil(offset, fmt::format("at byte {} there is no chunk: \"{}\" is no chunk type", offset,
                                printable(chunk.type)));
      return std::nullopt;
    }
    if (length > left - 8 || left - 8 - length < 4) {
      if (length > kMaxLength) {
        spoil(offset, fmt::format("the {} chunk at byte {} claims {} bytes, more than PNG allows", chunk.type,
                                  offset, group_digits(length)));
      }
      damage_->truncated(
          bytes_.size(),
          fmt::format("the {} chunk at byte {} should have {} and its checksum, but the file ends {} "
                      "after its head",
                      chunk.type, offset, count_of(length, "byte"), count_of(left - 8, "byte")));
      cut_ = true;
      return std::nullopt;
    }
    chunk.data = bytes_.subspan(offset + 8, length);
    const auto stored = load_be<std::uint32_t>(bytes_.data() + offset + 8 + length);
    const std::uint32_t computed = compute_crc32(bytes_.subspan(offset + 4, length + 4));
    if (stored != computed) {
      chunk.intact = false;
      const std::string reason =
          fmt::format("the {} chunk at byte {} has a wrong checksum ({:08X} instead of {:08X})", chunk.type,
                      offset, stored, computed);
      if (is_critical(chunk.type)) {
        spoil(offset, reason);
      } else {
        damage_->corrupt(offset, reason);
      }
    }
    return chunk;
  }

  // Returns false when the walk cannot go on.
  bool take(const Chunk& chunk) {
    if (first_) {
      first_ = false;
      if (chunk.type == "CgBI") {
        spoiled_ = true;
        damage_->undecodable(chunk.offset,
                             "this is Apple's own variant of PNG (CgBI), which only its tools read");
        return false;
      }
      if (chunk.type != "IHDR") {
        spoil(chunk.offset, fmt::format("the first chunk is {}, not IHDR", chunk.type));
        return false;
      }
    } else if (chunk.type == "IHDR") {
      spoil(chunk.offset, fmt::format("a second IHDR chunk at byte {}", chunk.offset));
      return true;
    }
    if (!has_right_length(chunk)) return chunk.type != "IHDR";
    if (data_ended_ && chunk.type == "IDAT") {
      spoil(chunk.offset,
            fmt::format("the IDAT chunk at byte {} does not follow the other IDAT chunks", chunk.offset));
    }
    if (!scan_.data.empty() && chunk.type != "IDAT") data_ended_ = true;
    dispatch(chunk);
    return true;
  }

  bool has_right_length(const Chunk& chunk) {
    const auto* fixed = std::find_if(kFixedLengths.begin(), kFixedLengths.end(),
                                     [&](const FixedLength& entry) { return entry.type == chunk.type; });
    if (fixed == kFixedLengths.end() || fixed->bytes == chunk.data.size()) return true;
    const std::string reason = fmt::format("the {} chunk at byte {} has {} instead of {}", chunk.type,
                                           chunk.offset, count_of(chunk.data.size(), "byte"), fixed->bytes);
    if (is_critical(chunk.type)) {
      spoil(chunk.offset, reason);
    } else {
      damage_->corrupt(chunk.offset, reason);
    }
    ended_ = ended_ || chunk.type == "IEND";
    return false;
  }

  void dispatch(const Chunk& chunk) {
    if (chunk.type == "IHDR") return take_header(chunk);
    if (chunk.type == "PLTE") return take_palette(chunk);
    if (chunk.type == "tRNS") return take_transparency(chunk);
    if (chunk.type == "IDAT") {
      if (scan_.data.empty()) scan_.data_offset = chunk.offset;
      scan_.data.push_back(chunk.data);
      scan_.data_bytes += chunk.data.size();
    } else if (chunk.type == "IEND") {
      ended_ = true;
    } else if (chunk.type == "acTL") {
      // Only before the pixels does it make the file an animation.
      if (scan_.data.empty()) scan_.image.frames = std::max(1U, load_be<std::uint32_t>(chunk.data.data()));
    } else if (is_color_tag(chunk.type)) {
      std::vector<std::string>& tags = scan_.image.color_tags;
      if (std::find(tags.begin(), tags.end(), chunk.type) != tags.end()) return;
      tags.emplace_back(chunk.type);
      if (chunk.type == "iCCP" && chunk.intact) scan_.image.color_profile = profile_of_png(chunk.data);
    } else if (chunk.type == "eXIf") {
      scan_.image.has_exif = true;
      if (const auto orientation = find_exif_orientation(chunk.data)) scan_.image.orientation = *orientation;
    } else if (is_critical(chunk.type)) {
      spoiled_ = true;
      damage_->undecodable(chunk.offset,
                           fmt::format("the chunk {} at byte {} is marked as necessary, but no standard "
                                       "knows it",
                                       chunk.type, chunk.offset));
    }
  }

  void take_header(const Chunk& chunk) {
    const std::byte* p = chunk.data.data();
    const auto width = load_be<std::uint32_t>(p);
    const auto height = load_be<std::uint32_t>(p + 4);
    const auto value = [&](std::size_t i) { return std::to_integer<std::uint8_t>(p[i]); };
    scan_.depth = value(8);
    scan_.color_type = value(9);
    scan_.interlaced = value(12) == 1;
    if (width == 0 || height == 0 || width > kMaxLength || height > kMaxLength) {
      return spoil(chunk.offset, fmt::format("the header says {} × {} pixels", width, height));
    }
    if (!is_valid_depth(scan_.color_type, scan_.depth)) {
      return spoil(chunk.offset,
                   fmt::format("the header combines colour type {} with {} bits, which PNG does not have",
                               scan_.color_type, scan_.depth));
    }
    if (value(10) != 0 || value(11) != 0 || value(12) > 1) {
      return spoil(chunk.offset,
                   fmt::format("the header asks for compression {}, filter {}, interlace {}: unknown",
                               value(10), value(11), value(12)));
    }
    scan_.has_header = true;
    Image& image = scan_.image;
    image.width = width;
    image.height = height;
    image.bit_depth = scan_.color_type == 3 ? 8U : scan_.depth;
    image.has_alpha = scan_.color_type == 4 || scan_.color_type == 6;
    constexpr std::array<ColorType, 7> kTypes{ColorType::kGray,    ColorType::kGray,      ColorType::kRgb,
                                              ColorType::kPalette, ColorType::kGrayAlpha, ColorType::kRgb,
                                              ColorType::kRgba};
    constexpr std::array<std::uint32_t, 7> kChannels{1, 1, 3, 3, 2, 3, 4};
    image.color_type = kTypes.at(scan_.color_type);
    image.channels = kChannels.at(scan_.color_type);
  }

  void take_palette(const Chunk& chunk) {
    if (!scan_.has_header) return;
    const std::size_t entries = chunk.data.size() / 3;
    if (!scan_.palette.empty())
      return spoil(chunk.offset, fmt::format("a second PLTE chunk at byte {}", chunk.offset));
    if (!scan_.data.empty()) {
      return spoil(chunk.offset,
                   fmt::format("the PLTE chunk at byte {} comes after the pixels", chunk.offset));
    }
    const std::size_t most = scan_.color_type == 3 ? std::size_t{1} << scan_.depth : 256;
    if (chunk.data.size() % 3 != 0 || entries == 0 || entries > most) {
      return spoil(chunk.offset, fmt::format("the palette has {}; 3 for each of 1 to {} colours are allowed",
                                             count_of(chunk.data.size(), "byte"), most));
    }
    if (scan_.color_type == 0 || scan_.color_type == 4) {
      // libpng ignores it, others refuse; the pixels do not need it.
      return damage_->corrupt(chunk.offset, "a picture in shades of grey has a palette");
    }
    scan_.palette = chunk.data;
  }

  void take_transparency(const Chunk& chunk) {
    if (!scan_.has_header) return;
    const std::size_t bytes = chunk.data.size();
    const bool alpha = scan_.color_type == 4 || scan_.color_type == 6;
    const bool late = !scan_.data.empty() || (scan_.color_type == 3 && scan_.palette.empty());
    const bool fits = scan_.color_type == 3   ? bytes >= 1 && bytes <= scan_.palette.size() / 3
                      : scan_.color_type == 0 ? bytes == 2
                                              : bytes == 6;
    if (alpha || late || !fits || !scan_.transparency.empty()) {
      return damage_->corrupt(chunk.offset, fmt::format("the tRNS chunk at byte {} {}", chunk.offset,
                                                        alpha  ? "does not go with an alpha channel"
                                                        : late ? "comes at the wrong place"
                                                        : fits ? "is the second one"
                                                               : "has the wrong size"));
    }
    if (!chunk.intact) return;
    scan_.transparency = chunk.data;
    scan_.image.has_alpha = true;
    if (scan_.color_type == 3) scan_.image.channels = 4;
  }

  void finish(std::uint64_t offset) {
    if (ended_) {
      if (scan_.data.empty()) spoil(offset, "the file has no IDAT chunk, so no pixels");
      if (scan_.color_type == 3 && scan_.has_header && scan_.palette.empty()) {
        spoil(offset, "the colours come from a palette, but there is none");
      }
      if (offset < bytes_.size()) {
        damage_->trailing(offset, fmt::format("{} follow the end of the picture at byte {}",
                                              count_of(bytes_.size() - offset, "byte"), offset));
      }
    }
    scan_.decodable = scan_.has_header && ended_ && !spoiled_ && !cut_;
  }

  void lost(std::string_view where) {
    cut_ = true;
    damage_->truncated(bytes_.size(), fmt::format("the file ends at byte {} {}", bytes_.size(), where));
  }
  void spoil(std::uint64_t offset, std::string reason) {
    spoiled_ = true;
    damage_->corrupt(offset, std::move(reason));
  }

  ByteView bytes_;
  PictureDamage* damage_;
  PngScan scan_;
  bool first_ = true;
  bool ended_ = false;       // IEND seen
  bool data_ended_ = false;  // another chunk followed the IDATs
  bool spoiled_ = false;     // the pixels cannot be trusted
  bool cut_ = false;
};

}  // namespace

int sniff_png(ByteView head) {
  const std::string_view text = as_text(head);
  if (text.substr(0, 8) == kSignature) return 100;
  if (text.substr(0, 4) == kSignature.substr(0, 4)) return 90;
  // One damaged byte in the signature, but the header chunk is where it should be.
  if (text.size() >= 16 && text.substr(12, 4) == "IHDR") return 60;
  return 0;
}

PngScan scan_png(ByteView bytes, PictureDamage& damage) { return Walker(bytes, damage).run(); }

}  // namespace meshgate

#include "formats/detail/exr_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/text.h"
#include "formats/detail/exr_channels.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kTiledFlag = 0x200, kLongNames = 0x400, kDeepFlag = 0x800, kMultipart = 0x1000;
constexpr std::uint32_t kKnownFlags = kTiledFlag | kLongNames | kDeepFlag | kMultipart;
// Coordinates beyond this are refused by the library too: differences must fit into 32 bits.
constexpr std::int64_t kFarthest = std::numeric_limits<std::int32_t>::max() / 2;
constexpr std::size_t kMaxParts = 1024;
constexpr std::size_t kMaxChannels = 4096;

// Thrown inside this file only: a walk that cannot go on has one way out.
struct Stop {};

class Walker {
 public:
  Walker(ByteView bytes, PictureDamage& damage) : bytes_(bytes), damage_(&damage) {}

  ExrScan run() {
    try {
      read_start();
      read_headers();
      scan_.shown = find_shown();
      describe_shown();
      check_chunks();
    } catch (const Stop&) {
    }
    scan_.decodable = scan_.has_header && complete_ && !spoiled_;
    return std::move(scan_);
  }

 private:
  [[noreturn]] void spoil(std::uint64_t offset, std::string reason) {
    damage_->corrupt(offset, std::move(reason));
    spoiled_ = true;
    throw Stop{};
  }
  [[noreturn]] void cut(std::string_view where) {
    damage_->truncated(bytes_.size(), fmt::format("the file ends {}", where));
    throw Stop{};
  }

  ByteView take(std::uint64_t size, std::string_view where) {
    if (size > bytes_.size() - at_) cut(where);
    const ByteView part = bytes_.subspan(at_, size);
    at_ += size;
    return part;
  }
  // Text up to its zero; names have at most 255 bytes.
  std::string_view name(std::string_view where) {
    const std::string_view rest = as_text(bytes_.subspan(at_)).substr(0, 256);
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) {
      if (rest.size() < 256) cut(where);
      spoil(at_, fmt::format("at byte {} there is no name of an attribute", at_));
    }
    at_ += end + 1;
    return rest.substr(0, end);
  }

  void read_start() {
    const ByteView start = take(8, "inside the first 8 bytes");
    const auto version = load_le<std::uint32_t>(start.data() + 4);
    if ((version & 0xFFU) != 2 || (version & ~(0xFFU | kKnownFlags)) != 0) {
      damage_->undecodable(4,
                           fmt::format("the file is of version {} with the marks {:06X}: OpenEXR 2 has none "
                                       "of that sort",
                                       version & 0xFFU, version >> 8U));
      spoiled_ = true;
      throw Stop{};
    }
    flags_ = version;
  }

  void read_headers() {
    const bool several = (flags_ & kMultipart) != 0;
    do {
      if (scan_.parts.size() == kMaxParts) {
        damage_->undecodable(at_, fmt::format("the file has more than {} parts", kMaxParts));
        spoiled_ = true;
        throw Stop{};
      }
      read_part();
    } while (several && !at_end_of_headers());
  }
  bool at_end_of_headers() {
    if (std::to_integer<int>(take(1, "between two headers")[0]) == 0) return true;
    --at_;
    return false;
  }

  void read_part() {
    ExrPart part;
    const std::uint64_t start = at_;
    part.deep = (flags_ & kDeepFlag) != 0;
    found_.fill(false);
    chunk_count_.reset();
    std::string type;
    std::optional<ExrTiles> tiles;
    for (;;) {
      const std::string_view attribute = name("inside a header");
      if (attribute.empty()) break;
      const std::string_view kind = name("inside a header");
      const std::uint64_t offset = at_;
      const auto size = load_le<std::int32_t>(take(4, "inside a header").data());
      if (size < 0)
        spoil(offset, fmt::format("the attribute \"{}\" has a negative size", printable(attribute)));
      const ByteView value = take(static_cast<std::uint64_t>(size), "inside a header");
      read_attribute(attribute, kind, value, offset, part, tiles, type);
    }
    if (!(found_[0] && found_[1] && found_[2] && found_[3])) {
      spoil(start, fmt::format("the header at byte {} lacks channels, compression, data window or display "
                               "window",
                               start));
    }
    const bool tiled = type.empty() ? (flags_ & kTiledFlag) != 0 : type == "tiledimage" || type == "deeptile";
    part.deep = part.deep && (type.empty() || type == "deepscanline" || type == "deeptile");
    if (tiled && !tiles)
      spoil(start, fmt::format("the header at byte {} says tiles, but not of which size", start));
    if (tiled) part.tiles = tiles;
    part.chunks = count_chunks(part, start);
    if (chunk_count_ && *chunk_count_ != part.chunks) {
      spoil(start, fmt::format("the header at byte {} promises {} chunks; its windows make {}", start,
                               group_digits(*chunk_count_), group_digits(part.chunks)));
    }
    scan_.parts.push_back(std::move(part));
  }

  // The attributes that a decoder's memory depends on; the others are the library's.
  void read_attribute(std::string_view attribute, std::string_view kind, ByteView value, std::uint64_t offset,
                      ExrPart& part, std::optional<ExrTiles>& tiles, std::string& type) {
    const auto wants = [&](std::string_view wanted_kind, std::size_t size) {
      if (kind != wanted_kind || (size != 0 && value.size() != size)) {
        spoil(offset, fmt::format("the attribute \"{}\" at byte {} is a {} of {}", printable(attribute),
                                  offset, printable(kind), count_of(value.size(), "byte")));
      }
    };
    if (attribute == "channels") {
      wants("chlist", 0);
      read_channels(value, offset, part);
      found_[0] = true;
    } else if (attribute == "compression") {
      wants("compression", 1);
      part.compression = std::to_integer<std::uint8_t>(value[0]);
      if (exr_lines_per_chunk(part.compression) == 0)
        spoil(offset, fmt::format("the compression {} is unknown", part.compression));
      found_[1] = true;
    } else if (attribute == "dataWindow" || attribute == "displayWindow") {
      wants("box2i", 16);
      const bool data = attribute == "dataWindow";
      (data ? part.data : part.display) = read_window(value, offset, attribute);
      found_[data ? 2 : 3] = true;
    } else if (attribute == "tiles") {
      wants("tiledesc", 9);
      tiles = read_tiles(value, offset);
    } else if (attribute == "type") {
      wants("string", 0);
      type = as_text(value);
    } else if (attribute == "name" && kind == "string") {
      part.name = printable(as_text(value));
    } else if (attribute == "chunkCount") {
      wants("int", 4);
      chunk_count_ = load_le<std::uint32_t>(value.data());
    } else if (attribute == "preview" && kind == "preview") {
      check_preview(value, offset);
    }
  }

  void check_preview(ByteView value, std::uint64_t offset) {
    const std::uint64_t width = value.size() < 8 ? 0 : load_le<std::uint32_t>(value.data());
    const std::uint64_t height = value.size() < 8 ? 0 : load_le<std::uint32_t>(value.data() + 4);
    if (value.size() < 8 || (height != 0 && width > (value.size() - 8) / 4 / height))
      spoil(offset, fmt::format("the preview at byte {} says {} × {} pixels in {}", offset, width, height,
                                count_of(value.size(), "byte")));
  }

  ExrWindow read_window(ByteView value, std::uint64_t offset, std::string_view attribute) {
    const auto number = [&](std::size_t i) {
      return std::int64_t{load_le<std::int32_t>(value.data() + 4 * i)};
    };
    const ExrWindow window{number(0), number(1), number(2), number(3)};
    const auto far = [](std::int64_t value_of) { return value_of < -kFarthest || value_of > kFarthest; };
    if (window.width() < 1 || window.height() < 1 || far(window.min_x) || far(window.min_y) ||
        far(window.max_x) || far(window.max_y)) {
      spoil(offset, fmt::format("the {} goes from {}, {} to {}, {}", attribute, window.min_x, window.min_y,
                                window.max_x, window.max_y));
    }
    return window;
  }

  ExrTiles read_tiles(ByteView value, std::uint64_t offset) {
    ExrTiles tiles;
    tiles.width = load_le<std::uint32_t>(value.data());
    tiles.height = load_le<std::uint32_t>(value.data() + 4);
    const auto mode = std::to_integer<unsigned>(value[8]);
    tiles.levels = static_cast<int>(mode & 0xFU);
    tiles.round_up = (mode >> 4U) == 1;
    if (tiles.width == 0 || tiles.height == 0 || tiles.width > kFarthest || tiles.height > kFarthest ||
        tiles.levels > 2 || (mode >> 4U) > 1) {
      spoil(offset, fmt::format("the tiles are {} × {} pixels, mode {}", tiles.width, tiles.height, mode));
    }
    return tiles;
  }

  void read_channels(ByteView value, std::uint64_t offset, ExrPart& part) {
    std::size_t at = 0;
    while (at < value.size() && std::to_integer<int>(value[at]) != 0) {
      const std::string_view rest = as_text(value.subspan(at));
      const std::size_t end = rest.find('\0');
      if (end == std::string_view::npos || rest.size() - end - 1 < 16 || part.channels.size() == kMaxChannels)
        spoil(offset, fmt::format("the list of channels at byte {} is damaged", offset));
      const std::byte* fields = value.data() + at + end + 1;
      const auto sample = load_le<std::uint32_t>(fields);
      const std::int64_t x = load_le<std::int32_t>(fields + 8), y = load_le<std::int32_t>(fields + 12);
      if (sample > 2 || x < 1 || y < 1) {
        spoil(offset, fmt::format("the channel \"{}\" is of type {}, sampled every {} × {} pixels",
                                  printable(rest.substr(0, end)), sample, x, y));
      }
      part.channels.push_back({std::string(rest.substr(0, end)), static_cast<ExrSample>(sample), x, y});
      at += end + 1 + 16;
    }
    if (part.channels.empty()) spoil(offset, "the header names no channel");
  }

  static std::uint64_t level_size(std::uint64_t size, std::uint32_t level, bool up) {
    const std::uint64_t divisor = std::uint64_t{1} << level;
    return std::max<std::uint64_t>(1, (size + (up ? divisor - 1 : 0)) / divisor);
  }
  static std::uint32_t level_count(std::uint64_t size, bool up) {
    std::uint32_t levels = 1;
    while (size > 1) {
      size = (size + (up ? 1 : 0)) / 2;
      ++levels;
    }
    return levels;
  }

  // The table must fit into the file, so a count is never more than a few times its size.
  std::uint64_t count_chunks(const ExrPart& part, std::uint64_t start) {
    const auto width = static_cast<std::uint64_t>(part.data.width());
    const auto height = static_cast<std::uint64_t>(part.data.height());
    std::uint64_t chunks = 0;
    if (!part.tiles) {
      const std::uint32_t lines = exr_lines_per_chunk(part.compression);
      chunks = (height + lines - 1) / lines;
    } else {
      const ExrTiles& t = *part.tiles;
      const auto along = [&](std::uint64_t size, std::uint32_t level, std::uint32_t tile) {
        return (level_size(size, level, t.round_up) + tile - 1) / tile;
      };
      const std::uint32_t x_levels = level_count(t.levels == 1 ? std::max(width, height) : width, t.round_up);
      const std::uint32_t y_levels = level_count(height, t.round_up);
      for (std::uint32_t x = 0; x < (t.levels == 0 ? 1 : x_levels); ++x) {
        const std::uint32_t first = t.levels == 2 ? 0 : x, last = t.levels == 2 ? y_levels : x + 1;
        for (std::uint32_t y = first; y < last; ++y) {
          // Each factor is below 2^31, so the product fits; the sum is bounded at once.
          chunks += along(width, x, t.width) * along(height, y, t.height);
          if (chunks > bytes_.size() / 8) break;
        }
      }
    }
    if (chunks > bytes_.size() / 8) {
      damage_->truncated(
          bytes_.size(),
          fmt::format("the header at byte {} promises at least {} chunks of pixels, more than {} "
                      "can hold",
                      start, group_digits(chunks), count_of(bytes_.size(), "byte")));
      throw Stop{};
    }
    return chunks;
  }

  std::size_t find_shown() {
    for (std::size_t i = 0; i < scan_.parts.size(); ++i) {
      if (!scan_.parts[i].deep) return i;
    }
    damage_->undecodable(0,
                         "the file holds deep samples only, which make no picture until they are flattened");
    spoiled_ = true;
    throw Stop{};
  }

  void describe_shown() {
    const ExrPart& part = scan_.parts[scan_.shown];
    const ExrSelection selection = select_exr_channels(part.channels);
    scan_.pixels = selection.channels;
    scan_.luminance_chroma = selection.luminance_chroma;
    Image& image = scan_.image;
    image.width = static_cast<std::uint32_t>(part.display.width());
    image.height = static_cast<std::uint32_t>(part.display.height());
    image.channels = static_cast<std::uint32_t>(part.channels.size());
    image.has_alpha = selection.has_alpha;
    image.color_type = selection.color_type;
    for (const std::size_t i : scan_.pixels) image.channel_names.push_back(printable(part.channels[i].name));
    for (std::size_t i = 0; i < part.channels.size(); ++i) {
      if (std::find(scan_.pixels.begin(), scan_.pixels.end(), i) == scan_.pixels.end())
        image.channel_names.push_back(printable(part.channels[i].name));
    }
    const ExrSample sample = part.channels[scan_.pixels.front()].sample;
    image.bit_depth = sample == ExrSample::kHalf ? 16 : 32;
    image.sample_type = sample == ExrSample::kHalf    ? SampleType::kHalf
                        : sample == ExrSample::kFloat ? SampleType::kFloat
                                                      : SampleType::kUnsigned;
    scan_.has_header = true;
  }

  void check_chunks() {
    std::uint64_t tables = 0;
    for (const ExrPart& part : scan_.parts) tables += part.chunks;
    if (tables > (bytes_.size() - at_) / 8) cut("inside the table of chunks");
    std::uint64_t entry = at_, end = at_ + 8 * tables;
    const std::uint64_t first = end;
    complete_ = true;
    for (std::size_t i = 0; i < scan_.parts.size(); ++i) {
      for (std::uint64_t c = 0; c < scan_.parts[i].chunks; ++c, entry += 8)
        end = std::max(end, check_chunk(entry, first, scan_.parts[i]));
    }
    if (complete_ && end < bytes_.size()) {
      damage_->trailing(end, fmt::format("{} follow the last chunk of pixels at byte {}",
                                         count_of(bytes_.size() - end, "byte"), end));
    }
  }

  // Returns the end of the chunk that an entry of the table names, or 0.
  std::uint64_t check_chunk(std::uint64_t entry, std::uint64_t first, const ExrPart& part) {
    const auto offset = load_le<std::uint64_t>(bytes_.data() + entry);
    const std::uint64_t head = ((flags_ & kMultipart) != 0 ? 4U : 0U) + (part.tiles ? 16U : 4U);
    const std::uint64_t sizes = part.deep ? 24 : 4;
    if (offset < first) {
      complete_ = false;
      damage_->corrupt(entry,
                       fmt::format("the table of chunks points to byte {}, before the first chunk: the file "
                                   "was not finished",
                                   offset));
      return 0;
    }
    std::uint64_t left = offset > bytes_.size() ? 0 : bytes_.size() - offset;
    if (left >= head + sizes) {
      left -= head + sizes;
      const std::byte* p = bytes_.data() + offset + head;
      const std::uint64_t size = part.deep
                                     ? saturating(load_le<std::uint64_t>(p), load_le<std::uint64_t>(p + 8))
                                     : load_le<std::uint32_t>(p);
      if (size <= left) return offset + head + sizes + size;
    }
    complete_ = false;
    damage_->truncated(bytes_.size(),
                       fmt::format("the chunk of pixels at byte {} goes beyond the end of the file", offset));
    return 0;
  }
  static std::uint64_t saturating(std::uint64_t a, std::uint64_t b) {
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max()
                                                             : a + b;
  }

  ByteView bytes_;
  PictureDamage* damage_;
  ExrScan scan_;
  std::uint64_t at_ = 0;
  std::uint32_t flags_ = 0;
  std::array<bool, 4> found_{};  // channels, compression, data window, display window
  std::optional<std::uint64_t> chunk_count_;
  bool complete_ = false;
  bool spoiled_ = false;
};

}  // namespace

std::uint32_t exr_lines_per_chunk(std::uint8_t id) {
  // None, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB.
  constexpr std::array<std::uint32_t, 10> kLines{1, 1, 1, 16, 32, 16, 32, 32, 32, 256};
  return id < kLines.size() ? kLines.at(id) : 0;
}

ExrScan scan_exr(ByteView bytes, PictureDamage& damage) { return Walker(bytes, damage).run(); }

}  // namespace meshgate

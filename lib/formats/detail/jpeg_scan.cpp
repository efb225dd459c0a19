#include "formats/detail/jpeg_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/embedded_profile.h"
#include "formats/detail/exif.h"

namespace meshgate {
namespace {

// A file of a few MB can hold a million scans over a large frame; libjpeg's own fuzzers stop at 500.
constexpr std::uint64_t kMaxPasses = 200;
constexpr std::size_t kMostProfileParts = 255;  // their count is a byte
constexpr std::uint32_t kMaxBlocksInMcu = 10;   // T.81 B.2.3

enum Marker : std::uint8_t {
  kTem = 0x01,
  kDht = 0xC4,
  kJpg = 0xC8,
  kDac = 0xCC,
  kRst0 = 0xD0,
  kRst7 = 0xD7,
  kSoi = 0xD8,
  kEoi = 0xD9,
  kSos = 0xDA,
  kDqt = 0xDB,
  kDnl = 0xDC,
  kDri = 0xDD,
  kApp0 = 0xE0,
  kApp1 = 0xE1,
  kApp2 = 0xE2,
  kApp14 = 0xEE,
  kApp15 = 0xEF,
  kCom = 0xFE,
};

bool is_frame_marker(std::uint8_t m) { return m >= 0xC0 && m <= 0xCF && m != kDht && m != kJpg && m != kDac; }
bool is_restart(std::uint8_t m) { return m >= kRst0 && m <= kRst7; }
bool is_known(std::uint8_t m) {
  return is_frame_marker(m) || m == kDht || m == kDac || (m >= kRst0 && m <= 0xDF) ||
         (m >= kApp0 && m <= kApp15) || m == kCom || m == kTem;
}

std::string_view frame_kind(std::uint8_t marker) {
  switch (marker) {
    case 0xC3:
      return "lossless coding";
    case 0xC9:
    case 0xCA:
      return "arithmetic coding";
    case 0xCB:
      return "lossless arithmetic coding";
    default:
      return "hierarchical coding";
  }
}

class Walker {
 public:
  Walker(ByteView bytes, const ReadOptions& options, PictureDamage& damage)
      : bytes_(bytes), options_(&options), damage_(&damage) {}

  JpegFacts run() {
    std::size_t at = 2;
    while (!ended_) {
      const std::optional<std::size_t> next = step(at);
      if (!next) break;
      at = *next;
    }
    if (ended_) finish(at);
    if (facts_.image.channels == 4 && adobe_transform_ == 2) facts_.image.color_type = ColorType::kYcck;
    facts_.image.color_profile = profile_of_jpeg(profile_);
    facts_.decodable = facts_.has_frame && facts_.frame.supported() && ended_ && !damage_->any();
    return std::move(facts_);
  }

 private:
  [[nodiscard]] std::uint8_t byte(std::size_t i) const { return std::to_integer<std::uint8_t>(bytes_[i]); }

  // Handles the segment at `at`; returns where the next one starts, or nothing when the walk ends.
  std::optional<std::size_t> step(std::size_t at) {
    const std::size_t start = at;
    if (at < bytes_.size() && byte(at) != 0xFF) {
      at = next_marker(at);
      damage_->corrupt(
          start, fmt::format("{} at byte {} belong to no segment", count_of(at - start, "byte"), start));
    }
    while (at < bytes_.size() && byte(at) == 0xFF) ++at;  // the marker's own 0xFF and fill bytes
    if (at >= bytes_.size()) {
      cut(scans_ == 0 ? "before the picture's data" : "without the end marker (EOI)");
      return std::nullopt;
    }
    const std::uint8_t marker = byte(at++);
    const std::size_t offset = at - 2;
    if (marker == kEoi) {
      ended_ = true;
      return at;
    }
    if (marker == kTem) return at;
    if (marker == 0 || marker == kSoi || is_restart(marker) || !is_known(marker)) {
      damage_->corrupt(
          offset, fmt::format("the marker FF {:02X} at byte {} cannot be at this place", marker, offset));
      return marker == 0 ? next_marker(at) : at;
    }
    return take_segment(marker, offset, at);
  }

  std::optional<std::size_t> take_segment(std::uint8_t marker, std::size_t offset, std::size_t at) {
    const std::size_t left = bytes_.size() - at;
    const std::size_t length = left < 2 ? 0 : load_be<std::uint16_t>(bytes_.data() + at);
    if (left < 2 || length > left) {
      cut(fmt::format("inside the segment FF {:02X} that begins at byte {}", marker, offset));
      return std::nullopt;
    }
    if (length < 2) {
      damage_->corrupt(offset, fmt::format("the segment FF {:02X} at byte {} claims a length of {}", marker,
                                           offset, length));
      return next_marker(at + 2);
    }
    const ByteView data = bytes_.subspan(at + 2, length - 2);
    std::optional<std::string> wrong = take_data(marker, data);
    if (wrong) damage_->corrupt(offset, fmt::format("{} (at byte {})", *wrong, offset));
    at += length;
    if (marker == kSos) return take_scan(data, at, !wrong.has_value());
    return at;
  }

  // Returns what is wrong with the segment, or nothing.
  std::optional<std::string> take_data(std::uint8_t marker, ByteView data) {
    if (is_frame_marker(marker)) return take_frame(marker, data);
    switch (marker) {
      case kDht:
        return take_huffman(data);
      case kDqt:
        return take_quantization(data);
      case kDri:
        if (data.size() != 2) return "the restart interval (DRI) has the wrong size";
        walker_.restart_interval = load_be<std::uint16_t>(data.data());
        return std::nullopt;
      case kSos:
        return take_scan_header(data);
      case kApp1:
        if (starts_with(data, {"Exif\0\0", 6}) && !exif_seen_) {
          exif_seen_ = facts_.image.has_exif = true;
          if (const auto orientation = find_exif_orientation(data)) facts_.image.orientation = *orientation;
        }
        // Pictures with a second picture or a film behind them say so in XMP.
        for (const std::string_view name : {"Container:Directory", "MicroVideo", "MotionPhoto"}) {
          if (as_text(data).find(name) != std::string_view::npos) appendix_ = true;
        }
        return std::nullopt;
      case kApp2:
        if (starts_with(data, {"MPF\0", 4})) appendix_ = true;  // Multi-Picture Format, CIPA DC-007
        if (is_profile_part(data) && profile_.size() <= kMostProfileParts) profile_.push_back(data);
        return std::nullopt;
      case kApp14:
        if (data.size() >= 12 && starts_with(data, "Adobe"))
          adobe_transform_ = std::to_integer<int>(data[11]);
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  std::optional<std::string> take_frame(std::uint8_t marker, ByteView data) {
    if (frame_seen_) return "a second frame header (SOF)";
    frame_seen_ = true;
    const std::size_t count = data.size() < 6 ? 0 : std::to_integer<std::size_t>(data[5]);
    if (data.size() < 6 || data.size() != 6 + 3 * count) return "the frame header (SOF) has the wrong size";
    JpegFrame frame;
    frame.marker = marker;
    frame.precision = std::to_integer<std::uint8_t>(data[0]);
    frame.height = load_be<std::uint16_t>(data.data() + 1);
    frame.width = load_be<std::uint16_t>(data.data() + 3);
    if (count == 0 || count > 4) return fmt::format("the frame header names {} colour components", count);
    if (frame.precision < 2 || frame.precision > 16) {
      return fmt::format("the frame header says {} bits a sample", frame.precision);
    }
    if (frame.width == 0) return "the frame header says a width of 0";
    for (std::size_t i = 0; i < count; ++i) {
      const std::byte* p = data.data() + 6 + 3 * i;
      JpegComponent component;
      component.id = std::to_integer<std::uint8_t>(p[0]);
      component.h = static_cast<std::uint8_t>(std::to_integer<unsigned>(p[1]) >> 4U);
      component.v = std::to_integer<std::uint8_t>(p[1] & std::byte{15});
      component.quantization = std::to_integer<std::uint8_t>(p[2]);
      if (component.h == 0 || component.h > 4 || component.v == 0 || component.v > 4 ||
          component.quantization > 3) {
        return fmt::format("colour component {} has impossible sampling or table numbers", i + 1);
      }
      for (const JpegComponent& other : frame.components) {
        if (other.id == component.id)
          return fmt::format("two colour components have the number {}", component.id);
      }
      frame.components.push_back(component);
    }
    set_blocks(frame);
    set_facts(frame);
    facts_.frame = std::move(frame);
    return std::nullopt;
  }

  static void set_blocks(JpegFrame& frame) {
    std::uint32_t h_max = 1, v_max = 1;
    for (const JpegComponent& c : frame.components) {
      h_max = std::max<std::uint32_t>(h_max, c.h);
      v_max = std::max<std::uint32_t>(v_max, c.v);
    }
    frame.mcu_columns = (frame.width + 8 * h_max - 1) / (8 * h_max);
    frame.mcu_rows = (frame.height + 8 * v_max - 1) / (8 * v_max);
    for (JpegComponent& c : frame.components) {
      c.columns = ((frame.width * c.h + h_max - 1) / h_max + 7) / 8;
      c.rows = ((frame.height * c.v + v_max - 1) / v_max + 7) / 8;
      c.padded_columns = frame.mcu_columns * c.h;
      c.padded_rows = frame.mcu_rows * c.v;
    }
  }

  void set_facts(const JpegFrame& frame) {
    facts_.has_frame = true;
    Image& image = facts_.image;
    image.width = frame.width;
    image.height = frame.height;
    image.channels = static_cast<std::uint32_t>(frame.components.size());
    image.bit_depth = frame.precision;
    constexpr std::array<ColorType, 5> kTypes{ColorType::kGray, ColorType::kGray, ColorType::kGrayAlpha,
                                              ColorType::kRgb, ColorType::kCmyk};
    image.color_type = kTypes.at(image.channels);
    if (frame.height == 0) {
      damage_->undecodable(0, "the height stands behind the pixels (DNL), which common decoders do not read");
    } else if (frame.marker > 0xC2) {
      damage_->undecodable(0, fmt::format("the picture uses {}, which browsers and many decoders do not read",
                                          frame_kind(frame.marker)));
    } else if (frame.precision != 8) {
      damage_->undecodable(
          0, fmt::format("the picture has {} bits a sample, common decoders read 8 only", frame.precision));
    } else if (image.channels == 2) {
      damage_->undecodable(0, "the picture has two colour components, which common decoders do not read");
    }
  }

  std::optional<std::string> take_huffman(ByteView data) {
    tables_seen_ = true;
    while (!data.empty()) {
      const auto id = std::to_integer<unsigned>(data[0]);
      if ((id & 15U) > 3 || (id >> 4U) > 1 || data.size() < 17) return "the Huffman table (DHT) is malformed";
      std::size_t symbols = 0;
      for (std::size_t i = 1; i <= 16; ++i) symbols += std::to_integer<std::size_t>(data[i]);
      if (symbols > 256 || data.size() < 17 + symbols)
        return "the Huffman table (DHT) is longer than its segment";
      JpegHuffman& table = (id >> 4U) == 0 ? walker_.dc.at(id & 15U) : walker_.ac.at(id & 15U);
      if (auto wrong = build_huffman(data.subspan(1), table)) return wrong;
      data = data.subspan(17 + symbols);
    }
    return std::nullopt;
  }

  std::optional<std::string> take_quantization(ByteView data) {
    while (!data.empty()) {
      const auto id = std::to_integer<unsigned>(data[0]);
      const std::size_t size = (id >> 4U) == 0 ? 65 : 129;
      if ((id >> 4U) > 1 || (id & 15U) > 3 || data.size() < size)
        return "the quantisation table (DQT) is malformed";
      quantization_seen_.at(id & 15U) = true;
      data = data.subspan(size);
    }
    return std::nullopt;
  }

  std::optional<std::string> take_scan_header(ByteView data) {
    if (!facts_.has_frame) return "a scan (SOS) without a frame header before it";
    const std::size_t count = data.empty() ? 0 : std::to_integer<std::size_t>(data[0]);
    if (count == 0 || count > facts_.frame.components.size() || data.size() != 4 + 2 * count) {
      return "the scan header (SOS) has the wrong size";
    }
    scan_ = {};
    std::uint32_t blocks = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = std::to_integer<std::uint8_t>(data[1 + 2 * i]);
      const auto tables = std::to_integer<unsigned>(data[2 + 2 * i]);
      const auto& all = facts_.frame.components;
      const auto found =
          std::find_if(all.begin(), all.end(), [&](const JpegComponent& c) { return c.id == id; });
      if (found == all.end())
        return fmt::format("a scan names colour component {}, which the frame lacks", id);
      if ((tables >> 4U) > 3 || (tables & 15U) > 3) return "a scan names a Huffman table beyond the fourth";
      const auto index = static_cast<std::size_t>(found - all.begin());
      for (const JpegScan::Part& other : scan_.parts) {
        if (other.component == index) return "a scan names a colour component twice";
      }
      scan_.parts.push_back(
          {index, static_cast<std::uint8_t>(tables >> 4U), static_cast<std::uint8_t>(tables & 15U)});
      blocks += std::uint32_t{found->h} * found->v;
      if (facts_.frame.supported() && !quantization_seen_.at(found->quantization)) {
        return fmt::format("the quantisation table {} is missing", found->quantization);
      }
    }
    if (count > 1 && blocks > kMaxBlocksInMcu) return "a scan interleaves more than ten blocks";
    const std::byte* p = data.data() + 1 + 2 * count;
    scan_.spectral_start = std::to_integer<std::uint8_t>(p[0]);
    scan_.spectral_end = std::to_integer<std::uint8_t>(p[1]);
    scan_.approximation_high = static_cast<std::uint8_t>(std::to_integer<unsigned>(p[2]) >> 4U);
    scan_.approximation_low = std::to_integer<std::uint8_t>(p[2] & std::byte{15});
    return wrong_scan();
  }

  std::optional<std::string> wrong_scan() {
    if (!facts_.frame.supported()) return std::nullopt;
    const bool progressive = facts_.frame.progressive();
    const bool dc = !progressive || scan_.spectral_start == 0;
    if (progressive) {
      const bool sound =
          scan_.spectral_start <= scan_.spectral_end && scan_.spectral_end <= 63 &&
          (scan_.spectral_start != 0 || scan_.spectral_end == 0) && (dc || scan_.parts.size() == 1) &&
          scan_.approximation_low <= 13 &&
          (scan_.approximation_high == 0 || scan_.approximation_high == scan_.approximation_low + 1);
      if (!sound) return "the parameters of a progressive scan are impossible";
      if (!dc && !coarse_seen_.at(scan_.parts.front().component))
        return "a scan refines what no scan before it holds";
    } else if (scan_.spectral_start != 0 || scan_.approximation_high != 0 || scan_.approximation_low != 0) {
      return "a sequential picture has a progressive scan";
    }
    if (!tables_seen_) use_standard_tables();
    for (const JpegScan::Part& part : scan_.parts) {
      const bool needs_dc = dc && scan_.approximation_high == 0;
      const bool needs_ac = !progressive || !dc;
      if ((needs_dc && !walker_.dc.at(part.dc_table).defined) ||
          (needs_ac && !walker_.ac.at(part.ac_table).defined)) {
        return "a Huffman table is missing";
      }
    }
    return std::nullopt;
  }

  void use_standard_tables() {
    facts_.standard_tables = true;
    (void)take_huffman(standard_huffman_segment().subspan(4));
  }

  // Walks the data behind a scan header; returns where the next marker is.
  std::optional<std::size_t> take_scan(ByteView /*header*/, std::size_t begin, bool sound) {
    if (options_->stop.stop_requested()) throw Cancelled{};
    ++scans_;
    const JpegFrame& frame = facts_.frame;
    if (sound && scan_.spectral_start == 0) {
      for (const JpegScan::Part& part : scan_.parts) coarse_seen_.at(part.component) = true;
    }
    const bool walk = sound && frame.supported() && frame.height != 0 && frame.components.size() != 2 &&
                      pixels_allowed(frame.width, frame.height, *options_) && fits_memory();
    if (walk && !too_many_passes()) {
      const JpegScanResult result = walker_.walk(frame, scan_, bytes_, begin);
      if (result.end == JpegScanEnd::kCut) {
        cut(fmt::format("inside the pixels, in {}", result.reason));
        return std::nullopt;
      }
      if (result.end == JpegScanEnd::kDamaged) {
        damage_->corrupt(result.offset, fmt::format("the compressed pixels are damaged at byte {}: {}",
                                                    result.offset, result.reason));
      }
      const std::size_t next = end_of_data(result.offset);
      if (result.end == JpegScanEnd::kComplete) note_spare(result.offset, next);
      return next;
    }
    return end_of_data(begin);
  }

  // The walk keeps 8 bytes a block of progressive pictures, far less than decoding, which is refused then as
  // well.
  [[nodiscard]] bool fits_memory() const {
    std::uint64_t blocks = 0;
    for (const JpegComponent& c : facts_.frame.components) blocks += std::uint64_t{c.columns} * c.rows;
    return !facts_.frame.progressive() || 8 * blocks <= options_->max_memory;
  }

  bool too_many_passes() {
    std::uint64_t all = 0, here = 0;
    for (const JpegComponent& c : facts_.frame.components)
      all += std::uint64_t{c.padded_columns} * c.padded_rows;
    for (const JpegScan::Part& part : scan_.parts) {
      const JpegComponent& c = facts_.frame.components[part.component];
      here += std::uint64_t{c.padded_columns} * c.padded_rows;
    }
    walked_ += here;
    if (walked_ <= kMaxPasses * all) return false;
    damage_->undecodable(
        0, fmt::format("the picture is built from more than {} passes, as only attacks are", kMaxPasses));
    return true;
  }

  // Data between the last block and the next marker: padding is common, more is not a part of the picture.
  void note_spare(std::size_t from, std::size_t to) {
    const auto is_filler = [](std::byte b) { return b == std::byte{0} || b == std::byte{0xFF}; };
    to = std::min(to, bytes_.size());
    if (from >= to || std::all_of(bytes_.begin() + static_cast<std::ptrdiff_t>(from),
                                  bytes_.begin() + static_cast<std::ptrdiff_t>(to), is_filler)) {
      return;
    }
    facts_.spare.emplace_back(from, to - from);
    damage_->trailing(from, fmt::format("{} after the last block of a scan (at byte {}) belong to no pixel",
                                        count_of(to - from, "byte"), from));
  }

  // The next 0xFF that begins a marker, stuffed zeros and restart markers passed over; the size when there is
  // none.
  [[nodiscard]] std::size_t end_of_data(std::size_t at) const {
    while ((at = next_marker(at)) < bytes_.size()) {
      std::size_t code = at + 1;
      while (code < bytes_.size() && byte(code) == 0xFF) ++code;
      if (code >= bytes_.size()) return bytes_.size();
      if (byte(code) != 0 && !is_restart(byte(code))) return at;
      at = code + 1;
    }
    return bytes_.size();
  }

  [[nodiscard]] std::size_t next_marker(std::size_t at) const {
    if (at >= bytes_.size()) return bytes_.size();
    const void* found = std::memchr(bytes_.data() + at, 0xFF, bytes_.size() - at);
    return found == nullptr ? bytes_.size()
                            : static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
  }

  void finish(std::size_t at) {
    if (!frame_seen_) {
      damage_->corrupt(at, "there is no frame header (SOF), so no picture");
    } else if (scans_ == 0) {
      damage_->truncated(at, "the picture ends without any pixel data (SOS)");
    } else if (!damage_->any()) {
      for (std::size_t i = 0; i < facts_.frame.components.size(); ++i) {
        if (!coarse_seen_.at(i))
          damage_->truncated(at, fmt::format("colour component {} has no data", i + 1));
      }
    }
    if (at >= bytes_.size()) return;
    // Phones put further pictures (MPF) or a film behind the first one and say so.
    if (appendix_) return;
    damage_->trailing(at, fmt::format("{} follow the end of the picture at byte {}",
                                      count_of(bytes_.size() - at, "byte"), at));
  }

  void cut(std::string_view where) {
    damage_->truncated(bytes_.size(), fmt::format("the file ends at byte {} {}", bytes_.size(), where));
  }

  ByteView bytes_;
  const ReadOptions* options_;
  PictureDamage* damage_;
  JpegFacts facts_;
  JpegEntropyWalker walker_;
  JpegScan scan_;
  std::array<bool, 4> quantization_seen_{};
  std::array<bool, 4> coarse_seen_{};  // components with a sequential or a DC scan
  std::vector<ByteView> profile_;      // parts of the colour profile
  bool frame_seen_ = false;
  bool tables_seen_ = false;
  bool exif_seen_ = false;
  bool appendix_ = false;
  bool ended_ = false;
  int adobe_transform_ = -1;
  std::uint64_t scans_ = 0;
  std::uint64_t walked_ = 0;
};

}  // namespace

int sniff_jpeg(ByteView head) {
  if (head.size() >= 3 && starts_with(head, "\xFF\xD8\xFF")) return 95;
  return starts_with(head, "\xFF\xD8") ? 60 : 0;
}

JpegFacts scan_jpeg(ByteView bytes, const ReadOptions& options, PictureDamage& damage) {
  return Walker(bytes, options, damage).run();
}

}  // namespace meshgate

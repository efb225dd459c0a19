#include "formats/detail/webp_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "formats/detail/embedded_profile.h"
#include "formats/detail/exif.h"

namespace meshgate {
namespace {

constexpr std::size_t kRiffHead = 12;
constexpr std::size_t kChunkHead = 8;
constexpr std::size_t kFrameHead = 16;

std::uint32_t load_le24(const std::byte* p) {
  return std::to_integer<std::uint32_t>(p[0]) | std::to_integer<std::uint32_t>(p[1]) << 8U |
         std::to_integer<std::uint32_t>(p[2]) << 16U;
}

struct Size {
  std::uint32_t width = 0, height = 0;
  bool alpha = false;
  friend bool operator==(const Size& a, const Size& b) { return a.width == b.width && a.height == b.height; }
};

class Walker {
 public:
  Walker(ByteView bytes, PictureDamage& damage) : bytes_(bytes), damage_(&damage) {}

  WebpScan run() {
    if (bytes_.size() < kRiffHead) {
      cut("inside the RIFF header");
      return std::move(scan_);
    }
    const std::uint64_t stated = std::uint64_t{load_le<std::uint32_t>(bytes_.data() + 4)} + 8;
    scan_.end = std::min<std::uint64_t>(stated, bytes_.size());
    if (stated > bytes_.size()) {
      const std::uint64_t missing = stated - bytes_.size();
      cut(fmt::format("but its header promises {}: {} missing", count_of(stated, "byte"),
                      missing == 1 ? "1 is" : group_digits(missing) + " are"));
    } else if (stated + (stated & 1U) < bytes_.size()) {
      damage_->trailing(stated, fmt::format("{} follow the end of the picture at byte {}",
                                            count_of(bytes_.size() - stated, "byte"), stated));
    }
    walk_chunks(kRiffHead, scan_.end, /*frame=*/nullptr);
    finish();
    return std::move(scan_);
  }

 private:
  struct Frame {
    std::uint64_t offset = 0;
    Size size;
    bool has_pixels = false;
  };

  // Walks the chunks in [at, end): those of the file, or those inside of one frame.
  void walk_chunks(std::uint64_t at, std::uint64_t end, Frame* frame) {
    while (at < end) {
      if (end - at < kChunkHead) {
        if (frame != nullptr || !damage_->is_truncated()) {
          damage_->corrupt(at, fmt::format("{} at byte {} are no chunk", count_of(end - at, "byte"), at));
        }
        return;
      }
      const std::string_view type = as_text(bytes_).substr(at, 4);
      const std::uint64_t size = load_le<std::uint32_t>(bytes_.data() + at + 4);
      const std::uint64_t held = std::min(size, end - at - kChunkHead);
      if (size > held && !damage_->is_truncated()) {
        damage_->corrupt(
            at, fmt::format("the {} chunk at byte {} claims {}, but only {} are left in its container",
                            printable(type), at, count_of(size, "byte"), group_digits(held)));
      }
      take(type, at, bytes_.subspan(at + kChunkHead, held), frame);
      at += kChunkHead + held + (held & 1U);
    }
  }

  void take(std::string_view type, std::uint64_t at, ByteView data, Frame* frame) {
    const bool first = at == kRiffHead;
    if (type == "VP8X" && first) return take_extended(at, data);
    if (type == "VP8 " || type == "VP8L") return take_bitstream(type, at, data, frame);
    if (first) {
      damage_->corrupt(at, fmt::format("the first chunk is \"{}\", not VP8, VP8L or VP8X", printable(type)));
    } else if (type == "ANMF" && frame == nullptr) {
      take_frame(at, data);
    } else if (type == "ALPH") {
      alpha_chunk_ = alpha_chunk_ || frame == nullptr;
      if (data.empty()) damage_->corrupt(at, fmt::format("the ALPH chunk at byte {} is empty", at));
    } else if (type == "ICCP" && frame == nullptr && scan_.image.color_profile.empty()) {
      scan_.image.color_profile = profile_of_webp(data);
    } else if (type == "EXIF") {
      scan_.image.has_exif = true;
      if (const auto orientation = find_exif_orientation(data)) scan_.image.orientation = *orientation;
    }
  }

  void take_extended(std::uint64_t at, ByteView data) {
    constexpr unsigned kAnimation = 0x02;
    constexpr unsigned kAlpha = 0x10;
    if (data.size() < 10) {
      if (!damage_->is_truncated()) damage_->corrupt(at, "the VP8X chunk is shorter than 10 bytes");
      return;
    }
    const auto flags = std::to_integer<unsigned>(data[0]);
    extended_ = true;
    scan_.animated = (flags & kAnimation) != 0;
    canvas_ = {load_le24(data.data() + 4) + 1, load_le24(data.data() + 7) + 1, (flags & kAlpha) != 0};
    if (std::uint64_t{canvas_.width} * canvas_.height > 0xFFFFFFFFU) {
      damage_->corrupt(at, fmt::format("the canvas of {} × {} pixels is larger than WebP allows",
                                       canvas_.width, canvas_.height));
    }
    set_size(canvas_);
  }

  void take_frame(std::uint64_t at, ByteView data) {
    ++frames_;
    if (!scan_.animated) damage_->corrupt(at, "the picture has frames (ANMF) but no animation flag");
    if (data.size() < kFrameHead) {
      if (!damage_->is_truncated())
        damage_->corrupt(at, fmt::format("the frame at byte {} has no header", at));
      return;
    }
    Frame frame;
    frame.offset = at;
    const std::uint64_t x = 2 * std::uint64_t{load_le24(data.data())};
    const std::uint64_t y = 2 * std::uint64_t{load_le24(data.data() + 3)};
    frame.size = {load_le24(data.data() + 6) + 1, load_le24(data.data() + 9) + 1, false};
    if (x + frame.size.width > canvas_.width || y + frame.size.height > canvas_.height) {
      damage_->corrupt(at, fmt::format("frame {} reaches beyond the canvas", frames_));
    }
    const std::uint64_t begin = at + kChunkHead;
    walk_chunks(begin + kFrameHead, begin + data.size(), &frame);
    if (!frame.has_pixels && !damage_->is_truncated())
      damage_->corrupt(at, fmt::format("frame {} has no pixels", frames_));
  }

  // The size that a VP8 key frame or a VP8L stream states.
  std::optional<Size> parse_bitstream(std::string_view type, std::uint64_t at, ByteView data) {
    const auto broken = [&](std::string_view what) {
      if (!damage_->is_truncated())
        damage_->corrupt(at, fmt::format("the {} data at byte {} {}", type, at, what));
      return std::nullopt;
    };
    if (type == "VP8L") {
      if (data.size() < 5) return broken("end inside their header");
      if (data[0] != std::byte{0x2F}) return broken("lack their signature");
      const auto bits = load_le<std::uint32_t>(data.data() + 1);
      if (bits >> 29U != 0) return broken("have an unknown version");
      return Size{(bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1, (bits >> 28U & 1U) != 0};
    }
    if (data.size() < 10) return broken("end inside their header");
    const std::uint32_t tag = load_le24(data.data());
    if ((tag & 1U) != 0) return broken("do not begin with a key frame");
    if (load_le24(data.data() + 3) != 0x2A019D) return broken("lack their start code");
    if ((tag >> 5U) > data.size() - 10) return broken("are shorter than their first partition");
    return Size{load_le<std::uint16_t>(data.data() + 6) & 0x3FFFU,
                load_le<std::uint16_t>(data.data() + 8) & 0x3FFFU, false};
  }

  void take_bitstream(std::string_view type, std::uint64_t at, ByteView data, Frame* frame) {
    const std::optional<Size> size = parse_bitstream(type, at, data);
    if (!size) return;
    if (size->width == 0 || size->height == 0) {
      return damage_->corrupt(at,
                              fmt::format("the {} data say {} × {} pixels", type, size->width, size->height));
    }
    if (frame != nullptr) {
      frame->has_pixels = true;
      if (!(*size == frame->size)) {
        damage_->corrupt(at, fmt::format("frame {} says {} × {} pixels, its data {} × {}", frames_,
                                         frame->size.width, frame->size.height, size->width, size->height));
      }
      return;
    }
    if (std::exchange(has_pixels_, true))
      return damage_->corrupt(at, fmt::format("second pixel data at byte {}", at));
    if (!extended_) return set_size(*size);
    if (!(*size == canvas_) && !scan_.animated) {
      damage_->corrupt(at, fmt::format("the canvas has {} × {} pixels, the data {} × {}", canvas_.width,
                                       canvas_.height, size->width, size->height));
    }
  }

  void set_size(const Size& size) {
    scan_.has_header = true;
    scan_.image.width = size.width;
    scan_.image.height = size.height;
    scan_.image.has_alpha = size.alpha;
  }

  void finish() {
    if (!damage_->is_truncated()) {
      if (scan_.animated && frames_ == 0) damage_->corrupt(scan_.end, "the animation has no frame");
      if (!scan_.animated && !has_pixels_ && !damage_->any())
        damage_->corrupt(scan_.end, "there are no pixel data (VP8 or VP8L)");
    }
    Image& image = scan_.image;
    if (alpha_chunk_) image.has_alpha = true;
    image.channels = image.has_alpha ? 4 : 3;
    image.color_type = image.has_alpha ? ColorType::kRgba : ColorType::kRgb;
    image.frames = scan_.animated ? std::max(1U, frames_) : 1;
    scan_.decodable = scan_.has_header && !damage_->any();
  }

  void cut(std::string_view where) {
    damage_->truncated(bytes_.size(), fmt::format("the file ends at byte {} {}", bytes_.size(), where));
  }

  ByteView bytes_;
  PictureDamage* damage_;
  WebpScan scan_;
  Size canvas_;
  bool extended_ = false;
  bool has_pixels_ = false;
  bool alpha_chunk_ = false;
  std::uint32_t frames_ = 0;
};

}  // namespace

int sniff_webp(ByteView head) {
  const std::string_view text = as_text(head);
  return text.size() >= kRiffHead && text.substr(0, 4) == "RIFF" && text.substr(8, 4) == "WEBP" ? 100 : 0;
}

WebpScan scan_webp(ByteView bytes, PictureDamage& damage) { return Walker(bytes, damage).run(); }

}  // namespace meshgate

#pragma once
// A decoded picture and what its file says of it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/array.h"

namespace meshgate {

enum class ColorType { kGray, kGrayAlpha, kRgb, kRgba, kPalette, kCmyk, kYcck };

/// Returns "gray", "rgba", "palette", "cmyk", …
std::string_view to_string(ColorType type);

/// How a file stores a sample of `bit_depth` bits.
enum class SampleType { kUnsigned, kHalf, kFloat };

/// Returns "unsigned", "half" or "float".
std::string_view to_string(SampleType type);

/// Facts of the header and, when decoded, pixels.
///
/// Pixels are rows from the top, interleaved, `pixel_channels` a pixel: 8-bit samples in `pixels8`, 16-bit
/// samples (native endian) in `pixels16`, or floats as stored in `pixels32f` (EXR; any range, may be NaN);
/// at most one of them has any, none when the picture was not or could not be decoded. Orientation is not
/// applied. Width and height are 0 when the header could not be read.
struct Image {
  std::uint32_t width = 0;  ///< pixels, as stored (before orientation)
  std::uint32_t height = 0;
  std::uint32_t channels = 0;   ///< of the file: palette counts 3 or 4, CMYK 4
  std::uint32_t bit_depth = 8;  ///< bits a channel in the file; palette: 8
  ColorType color_type = ColorType::kRgb;
  bool has_alpha = false;         ///< the file declares transparency (channel or tRNS)
  std::uint32_t orientation = 1;  ///< EXIF 1–8; 1 = upright
  bool has_exif = false;          ///< the file has EXIF data
  std::uint32_t frames = 1;       ///< > 1: animation
  SampleType sample_type = SampleType::kUnsigned;
  /// Names of an EXR's channels: those of the pixels first, in their order, then the others of the part.
  std::vector<std::string> channel_names;
  /// Chunks of a PNG that say how samples are to be shown, in file order: "gAMA", "cHRM", "sRGB", "iCCP",
  /// "cICP".
  std::vector<std::string> color_tags;
  /// The ICC profile of a PNG, JPEG or WebP, inflated; pixels are as stored, it is not applied. Empty when
  /// there is none, or when what is embedded is none.
  Array<std::byte> color_profile;

  std::uint32_t pixel_channels = 0;  ///< 1 gray, 2 gray+alpha, 3 rgb, 4 rgba
  Array<std::uint8_t> pixels8;
  Array<std::uint16_t> pixels16;
  Array<float> pixels32f;

  [[nodiscard]] bool decoded() const { return !pixels8.empty() || !pixels16.empty() || !pixels32f.empty(); }
};

}  // namespace meshgate

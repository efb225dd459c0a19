#include "formats/detail/picture_write.h"

#include <fmt/core.h>

#include <algorithm>

#include "asset/color_profile.h"
#include "asset/encoders.h"
#include "asset/image_ops.h"
#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

Result<Array<std::byte>> encode_once(const Image& image, std::string_view format, int quality,
                                     bool halve_chroma) {
  if (format == "png") return encode_png(pixels_of(image));
  if (format == "jpeg") return encode_jpeg(pixels_of(image), quality, halve_chroma);
  if (format == "webp") return encode_webp(pixels_of(image), quality);
  return fail(ErrorKind::kUnsupported, std::string(format) + " pictures are not written");
}

}  // namespace

Image fit_for(const Image& image, std::string_view format, const std::stop_token& stop,
              std::vector<std::string>& lost) {
  Image fit = image;
  if (image.frames > 1) lost.push_back(count_of(image.frames - 1, "further frame") + " of the animation");
  fit.frames = 1;
  if (image.orientation != 1) fit = upright(fit, stop);
  if (format != "png" && !fit.pixels16.empty()) {
    lost.emplace_back("16 bits a channel (now 8)");
    fit = to_8_bits(fit, stop);
  }
  if (format == "jpeg" && fit.pixel_channels % 2 == 0) {
    if (has_transparency(fit)) lost.emplace_back("transparency (laid over white)");
    fit = over_white(fit, stop);
  }
  // Viewers take a WebP for rgb, whatever its pixels were.
  if (!fit.color_profile.empty() &&
      !is_profile_for(fit.color_profile.span(), format == "webp" ? 3 : fit.pixel_channels)) {
    const std::string name = color_profile_name(fit.color_profile.span());
    lost.push_back("its colour profile" + (name.empty() ? name : " \"" + name + '"') +
                   ", which is not for such pixels");
    fit.color_profile = {};
  }
  return fit;
}

Result<EncodedPicture> encode_picture(const Image& image, std::string_view format,
                                      const WriteOptions& options) {
  bool halve_chroma = false;
  const auto encode = [&](int quality) -> Result<EncodedPicture> {
    if (options.stop.stop_requested()) throw Cancelled{};
    MG_TRY(Array<std::byte> bytes, encode_once(image, format, quality, halve_chroma));
    return EncodedPicture{std::move(bytes), quality, halve_chroma};
  };
  if (format == "png") return encode(100);
  MG_TRY(EncodedPicture best, encode(options.quality));
  const std::uint64_t limit = options.max_bytes.value_or(best.bytes.size());
  if (best.bytes.size() <= limit || options.quality <= kLeastQuality) return best;
  MG_TRY(best, encode(kLeastQuality));
  if (best.bytes.size() > limit) return best;
  // `best` fits; `high` is too large.
  const auto bisect = [&](int high) -> Result<bool> {
    for (int low = best.quality; high - low > 1;) {
      const int middle = (low + high) / 2;
      MG_TRY(EncodedPicture next, encode(middle));
      if (next.bytes.size() <= limit) {
        low = middle;
        best = std::move(next);
      } else {
        high = middle;
      }
    }
    return true;
  };
  MG_TRY([[maybe_unused]] const bool found, bisect(options.quality));
  // The next better one has twice the chroma, which is much: there may be room for more of the rest.
  if (format == "jpeg" && image.pixel_channels == 3 && best.quality + 1 == kFullChromaQuality) {
    halve_chroma = true;
    MG_TRY([[maybe_unused]] const bool filled, bisect(101));
  }
  return best;
}

Result<Written> write_picture(const Asset& asset, const WriteOptions& options, std::string_view format) {
  if (asset.kind != AssetKind::kImage)
    return fail(ErrorKind::kUnsupported, "a picture format holds no model");
  if (!asset.image || !asset.image->decoded())
    return fail(ErrorKind::kUnsupported,
                "the picture has no pixels: it was too large, or could not be decoded");
  if (!asset.image->pixels32f.empty()) {
    return fail(ErrorKind::kUnsupported,
                "samples are floats of any range: how they become colours only a person knows");
  }
  Written written;
  if (asset.image->has_exif) written.lost.emplace_back("EXIF data (date, camera, place)");
  const Image image = fit_for(*asset.image, format, options.stop, written.lost);
  MG_TRY(EncodedPicture encoded, encode_picture(image, format, options));
  if (encoded.quality < std::min(options.quality, 100) && format != "png") {
    written.lost.push_back(fmt::format("more quality than {} of 100 within {}", encoded.quality,
                                       format_bytes(*options.max_bytes)));
  }
  if (encoded.halved_chroma)
    written.lost.push_back("half of the resolution of its colours within " +
                           format_bytes(*options.max_bytes));
  const std::string_view suffix = find_format(format)->suffixes.front();
  written.files.push_back({options.stem + std::string(suffix), std::move(encoded.bytes)});
  return written;
}

}  // namespace meshgate

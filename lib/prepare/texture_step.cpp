#include "prepare/texture_step.h"

#include <array>

#include "core/source.h"
#include "formats/detail/embedded_picture.h"
#include "formats/detail/picture_write.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

// Textures are magnified: artefacts show earlier than in a picture.
constexpr int kTextureQuality = 92;

}  // namespace

SampleUse use_of_picture(const Scene& scene, std::uint32_t image) {
  for (const Material& material : scene.materials) {
    for (const TextureUse& use : material.textures) {
      const bool color = use.role == TextureRole::kBaseColor || use.role == TextureRole::kEmissive;
      if (use.image == image && !color) return SampleUse::kData;
    }
  }
  return SampleUse::kColor;
}

std::optional<Image> decode_picture(const TextureImage& picture, const std::stop_token& stop) {
  const Format* format = find_format(picture.format);
  if (format == nullptr || format->read == nullptr || picture.encoded.empty()) return std::nullopt;
  ReadOptions options;
  options.stop = stop;
  Result<Asset> asset = format->read(Source::part_of(picture.encoded, picture.name), options);
  if (!asset || !asset->image || !asset->image->decoded()) return std::nullopt;
  return std::move(*asset->image);
}

std::optional<TextureImage> with_pixels(const TextureImage& picture, const Image& image, SampleUse use,
                                        const std::stop_token& stop) {
  const bool opaque_color = use == SampleUse::kColor && image.pixels16.empty() && !has_transparency(image);
  const std::string_view format = picture.format == "png"    ? "png"
                                  : picture.format == "jpeg" ? "jpeg"
                                  : opaque_color             ? "jpeg"
                                                             : "png";
  WriteOptions options;
  options.quality = kTextureQuality;
  options.stop = stop;
  std::vector<std::string> lost;
  Image fit = fit_for(image, format, stop, lost);
  Result<EncodedPicture> encoded = encode_picture(fit, format, options);
  if (!encoded) return std::nullopt;
  TextureImage result = picture;
  result.encoded = std::move(encoded->bytes);
  result.bytes = result.encoded.size();
  result.available = true;
  result.format = format;
  result.mime_type = mime_type_of(format);
  fit.pixels8 = {};
  fit.pixels16 = {};
  // Those of the file that it came from may have been others.
  fit.channels = fit.pixel_channels;
  constexpr std::array kTypes{ColorType::kGray, ColorType::kGrayAlpha, ColorType::kRgb, ColorType::kRgba};
  fit.color_type = kTypes.at(fit.pixel_channels - 1);
  result.image = std::move(fit);
  return result;
}

}  // namespace meshgate

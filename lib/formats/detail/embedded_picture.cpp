#include "formats/detail/embedded_picture.h"

#include <algorithm>

#include "core/source.h"

namespace meshgate {

std::optional<PortablePicture> portable_picture(const TextureImage& picture,
                                                std::span<const std::string_view> allowed,
                                                const std::stop_token& stop, bool allows_cmyk) {
  if (picture.encoded.empty() || picture.image.width == 0) return std::nullopt;
  const auto own = std::find(allowed.begin(), allowed.end(), picture.format);
  if (own != allowed.end() && (allows_cmyk || !is_cmyk_jpeg(picture)))
    return PortablePicture{picture.encoded, *own, false};
  const Format* format = find_format(picture.format);
  const Format* png = find_format("png");
  if (format == nullptr || format->read == nullptr || png == nullptr || png->write == nullptr)
    return std::nullopt;
  ReadOptions options;
  options.stop = stop;
  const Result<Asset> asset = format->read(Source::part_of(picture.encoded, picture.name), options);
  if (!asset || !asset->image || !asset->image->decoded()) return std::nullopt;
  WriteOptions write;
  write.stop = stop;
  Result<Written> written = png->write(*asset, write);
  if (!written || written->files.empty()) return std::nullopt;
  return PortablePicture{std::move(written->files.front().bytes), "png", true};
}

bool is_cmyk_jpeg(const TextureImage& picture) {
  return picture.format == "jpeg" && picture.image.channels == 4;
}

std::string_view mime_type_of(std::string_view format) {
  if (format == "png") return "image/png";
  if (format == "jpeg") return "image/jpeg";
  if (format == "webp") return "image/webp";
  return {};
}

}  // namespace meshgate

#pragma once
// Pictures of a model in a format that the model's own format can hold.
#include <optional>
#include <span>
#include <string_view>

#include "meshgate/format.h"
#include "meshgate/scene.h"

namespace meshgate {

/// A picture ready to be written along.
struct PortablePicture {
  Array<std::byte> bytes;
  std::string_view format;  ///< id: one of those that were allowed
  bool recoded = false;     ///< decoded and saved as PNG, since its own format was not allowed
};

/// The picture's bytes as they are when their format is one of `allowed`, else as PNG (8 or 16 bits, without
/// loss). `allows_cmyk`: whether a JPEG for print may stay. Nothing when they are missing or cannot be
/// decoded.
std::optional<PortablePicture> portable_picture(const TextureImage& picture,
                                                std::span<const std::string_view> allowed,
                                                const std::stop_token& stop, bool allows_cmyk = true);

/// "image/png" of "png"; empty for a format without one.
std::string_view mime_type_of(std::string_view format);

/// A JPEG for print, with four channels.
bool is_cmyk_jpeg(const TextureImage& picture);

}  // namespace meshgate

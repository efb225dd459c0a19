#pragma once
// What steps on the pictures of a model share.
#include <optional>
#include <string_view>

#include "asset/image_ops.h"
#include "meshgate/scene.h"

namespace meshgate {

/// What the samples of a picture mean, by the materials that use it: data as soon as one takes it as data.
SampleUse use_of_picture(const Scene& scene, std::uint32_t image);

/// Its pixels, decoded from its bytes; nothing when they cannot be.
std::optional<Image> decode_picture(const TextureImage& picture, const std::stop_token& stop);

/// The same picture with other pixels. JPEG stays JPEG and PNG stays PNG; others become JPEG when they are
/// opaque colours, else PNG. Nothing when it cannot be encoded.
std::optional<TextureImage> with_pixels(const TextureImage& picture, const Image& image, SampleUse use,
                                        const std::stop_token& stop);

}  // namespace meshgate

// WebP; the only file that includes libwebp's encoder and its container writer.
#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "asset/encoders.h"

namespace meshgate {
namespace {

// libwebp knows three and four channels.
std::vector<std::uint8_t> spread_gray(const Pixels& pixels) {
  const bool alpha = pixels.channels == 2;
  const std::size_t count = std::size_t{pixels.width} * pixels.height, step = alpha ? 4U : 3U;
  std::vector<std::uint8_t> spread(count * step);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* from = &pixels.samples8[i * pixels.channels];
    std::fill_n(&spread[i * step], 3, from[0]);
    if (alpha) spread[i * step + 3] = from[1];
  }
  return spread;
}

Result<WebPConfig> config_for(int quality) {
  constexpr int kLosslessEffort = 6;
  WebPConfig config;
  if (WebPConfigInit(&config) == 0)
    return fail(ErrorKind::kUnsupported, "libwebp has another version than its headers");
  config.thread_level = 1;
  if (quality >= 100) {
    WebPConfigLosslessPreset(&config, kLosslessEffort);
    config.exact = 1;  // colours under transparent pixels are data, too
  } else {
    config.quality = static_cast<float>(std::max(quality, 1));
  }
  return config;
}

Array<std::byte> owned(const std::uint8_t* bytes, std::size_t size) {
  std::shared_ptr<const void> owner(bytes, [](const void* p) { WebPFree(const_cast<void*>(p)); });
  return {std::move(owner), {reinterpret_cast<const std::byte*>(bytes), size}};
}

// The picture in the extended container, which holds a profile.
Result<Array<std::byte>> with_profile(const Array<std::byte>& webp, std::span<const std::byte> profile) {
  const auto data_of = [](std::span<const std::byte> bytes) {
    return WebPData{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  };
  const WebPData picture = data_of(webp.span()), chunk = data_of(profile);
  const std::unique_ptr<WebPMux, void (*)(WebPMux*)> mux(WebPMuxCreate(&picture, 0), WebPMuxDelete);
  WebPData whole{};
  if (!mux || WebPMuxSetChunk(mux.get(), "ICCP", &chunk, 0) != WEBP_MUX_OK ||
      WebPMuxAssemble(mux.get(), &whole) != WEBP_MUX_OK)
    return fail(ErrorKind::kLimit, "the WebP writer cannot add the colour profile");
  return owned(whole.bytes, whole.size);
}

}  // namespace

Result<Array<std::byte>> encode_webp(const Pixels& pixels, int quality) {
  if (pixels.is_16()) return fail(ErrorKind::kUnsupported, "a WebP has 8 bits");
  if (pixels.width == 0 || pixels.height == 0 || pixels.width > WEBP_MAX_DIMENSION ||
      pixels.height > WEBP_MAX_DIMENSION)
    return fail(ErrorKind::kUnsupported, "a WebP has 1 to 16 383 pixels a side");
  MG_TRY(const WebPConfig config, config_for(quality));
  WebPPicture picture;
  WebPMemoryWriter writer;
  if (WebPPictureInit(&picture) == 0)
    return fail(ErrorKind::kUnsupported, "libwebp has another version than its headers");
  WebPMemoryWriterInit(&writer);
  picture.width = static_cast<int>(pixels.width);
  picture.height = static_cast<int>(pixels.height);
  picture.use_argb = config.lossless;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  const bool gray = pixels.channels < 3, alpha = pixels.channels % 2 == 0;
  const std::vector<std::uint8_t> spread = gray ? spread_gray(pixels) : std::vector<std::uint8_t>();
  const std::uint8_t* samples = gray ? spread.data() : pixels.samples8.data();
  const int stride = picture.width * (alpha ? 4 : 3);
  const bool encoded = (alpha ? WebPPictureImportRGBA(&picture, samples, stride)
                              : WebPPictureImportRGB(&picture, samples, stride)) != 0 &&
                       WebPEncode(&config, &picture) != 0;
  const int reason = picture.error_code;
  WebPPictureFree(&picture);
  Array<std::byte> webp = owned(writer.mem, writer.size);
  if (!encoded)
    return fail(ErrorKind::kLimit, "the WebP encoder gives up (its error " + std::to_string(reason) + ")");
  if (!pixels.color_profile.empty()) return with_profile(webp, pixels.color_profile);
  return webp;
}

}  // namespace meshgate

#include "formats/detail/webp_decoder.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <memory>
#include <string>

#include "core/buffer.h"

namespace meshgate {
namespace {

const std::uint8_t* data_of(ByteView bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

tl::unexpected<Error> failure(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
      return fail(ErrorKind::kLimit, "not enough memory");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return fail(ErrorKind::kNotFound, "the compressed pixels end too early");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return fail(ErrorKind::kMalformed, "unsupported feature");
    case VP8_STATUS_BITSTREAM_ERROR:
      return fail(ErrorKind::kMalformed, "bad bit stream");
    default:
      return fail(ErrorKind::kMalformed, "status " + std::to_string(static_cast<int>(status)));
  }
}

}  // namespace

Result<Array<std::uint8_t>> decode_webp(ByteView bytes, const WebpShape& shape) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0)
    return fail(ErrorKind::kUnsupported, "libwebp has another version than its headers");
  const VP8StatusCode seen = WebPGetFeatures(data_of(bytes), bytes.size(), &config.input);
  if (seen != VP8_STATUS_OK) return failure(seen);
  if (static_cast<std::uint32_t>(config.input.width) != shape.width ||
      static_cast<std::uint32_t>(config.input.height) != shape.height) {
    return fail(ErrorKind::kMalformed, "the decoder found another size than the header says");
  }
  const std::size_t stride = std::size_t{shape.width} * shape.channels;
  Buffer<std::uint8_t> pixels(stride * shape.height);
  config.options.use_threads = 1;
  config.output.colorspace = shape.channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels.data();
  config.output.u.RGBA.stride = static_cast<int>(stride);
  config.output.u.RGBA.size = pixels.size();
  const VP8StatusCode status = WebPDecode(data_of(bytes), bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status != VP8_STATUS_OK) return failure(status);
  return std::move(pixels).freeze();
}

Result<Array<std::uint8_t>> decode_webp_first_frame(ByteView bytes, const WebpShape& shape) {
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0)
    return fail(ErrorKind::kUnsupported, "libwebpdemux has another version than its headers");
  options.color_mode = MODE_RGBA;
  options.use_threads = 1;
  const WebPData data{data_of(bytes), bytes.size()};
  const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
      WebPAnimDecoderNew(&data, &options), &WebPAnimDecoderDelete);
  WebPAnimInfo info;
  if (!decoder || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0)
    return fail(ErrorKind::kMalformed, "bad animation");
  if (info.canvas_width != shape.width || info.canvas_height != shape.height) {
    return fail(ErrorKind::kMalformed, "the decoder found another size than the header says");
  }
  std::uint8_t* canvas = nullptr;
  int timestamp = 0;
  if (WebPAnimDecoderGetNext(decoder.get(), &canvas, &timestamp) == 0) {
    return fail(ErrorKind::kMalformed, "the first frame cannot be decoded");
  }
  Buffer<std::uint8_t> pixels(std::size_t{shape.width} * shape.height * 4);
  std::memcpy(pixels.data(), canvas, pixels.size());
  return std::move(pixels).freeze();
}

}  // namespace meshgate

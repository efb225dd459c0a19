// JPEG; the only file that includes libturbojpeg.
#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <string>

#include "asset/encoders.h"

namespace meshgate {

Result<Array<std::byte>> encode_jpeg(const Pixels& pixels, int quality) {
  constexpr std::uint32_t kMaxSide = 65'500;  // libjpeg's, a little below the format's
  constexpr int kFullChroma = 90;             // from here on the loss of colour would be the largest
  if (pixels.is_16() || (pixels.channels != 1 && pixels.channels != 3))
    return fail(ErrorKind::kUnsupported, "a JPEG has 8 bits and no alpha");
  if (pixels.width == 0 || pixels.height == 0 || pixels.width > kMaxSide || pixels.height > kMaxSide)
    return fail(ErrorKind::kUnsupported, "a JPEG has 1 to 65 500 pixels a side");
  const std::unique_ptr<void, int (*)(tjhandle)> encoder(tjInitCompress(), tjDestroy);
  if (!encoder) return fail(ErrorKind::kLimit, "not enough memory for the JPEG encoder");
  const bool gray = pixels.channels == 1;
  const int sampling = gray ? TJSAMP_GRAY : quality >= kFullChroma ? TJSAMP_444 : TJSAMP_420;
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int status =
      tjCompress2(encoder.get(), pixels.samples8.data(), static_cast<int>(pixels.width), 0,
                  static_cast<int>(pixels.height), gray ? TJPF_GRAY : TJPF_RGB, &bytes, &size, sampling,
                  std::min(std::max(quality, 1), 100), TJFLAG_PROGRESSIVE | TJFLAG_ACCURATEDCT);
  std::shared_ptr<const void> owner(
      bytes, [](const void* p) { tjFree(static_cast<unsigned char*>(const_cast<void*>(p))); });
  if (status != 0)
    return fail(ErrorKind::kLimit, std::string("the JPEG encoder refuses: ") + tjGetErrorStr2(encoder.get()));
  return Array<std::byte>(std::move(owner), {reinterpret_cast<const std::byte*>(bytes), size});
}

}  // namespace meshgate

// JPEG; the only file that includes libturbojpeg.
#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "asset/color_profile.h"
#include "asset/encoders.h"
#include "core/endian.h"

namespace meshgate {
namespace {

// The profile goes behind the JFIF header.
std::vector<std::byte> with_profile(std::span<const std::byte> jpeg, std::span<const std::byte> profile) {
  constexpr std::size_t kMost = 65'519;  // of a profile in one segment
  constexpr std::size_t kStart = 2;      // SOI
  const auto byte = [](std::size_t value) { return static_cast<std::byte>(value & 0xFFU); };
  const std::size_t header = kStart + 2 + load_be<std::uint16_t>(jpeg.data() + kStart + 2);
  const std::size_t count = (profile.size() + kMost - 1) / kMost;
  std::vector<std::byte> out(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(header));
  out.reserve(jpeg.size() + profile.size() + count * 18);
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = profile.subspan(i * kMost, std::min(kMost, profile.size() - i * kMost));
    const std::size_t length = 2 + kJpegProfileName.size() + 2 + part.size();
    for (const std::size_t value : {std::size_t{0xFF}, std::size_t{0xE2}, length >> 8U, length})
      out.push_back(byte(value));
    for (const char c : kJpegProfileName) out.push_back(static_cast<std::byte>(c));
    out.push_back(byte(i + 1));
    out.push_back(byte(count));
    out.insert(out.end(), part.begin(), part.end());
  }
  out.insert(out.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(header), jpeg.end());
  return out;
}

}  // namespace

Result<Array<std::byte>> encode_jpeg(const Pixels& pixels, int quality, bool halve_chroma) {
  constexpr std::uint32_t kMaxSide = 65'500;  // libjpeg's, a little below the format's
  if (pixels.is_16() || (pixels.channels != 1 && pixels.channels != 3))
    return fail(ErrorKind::kUnsupported, "a JPEG has 8 bits and no alpha");
  if (pixels.width == 0 || pixels.height == 0 || pixels.width > kMaxSide || pixels.height > kMaxSide)
    return fail(ErrorKind::kUnsupported, "a JPEG has 1 to 65 500 pixels a side");
  const std::unique_ptr<void, int (*)(tjhandle)> encoder(tjInitCompress(), tjDestroy);
  if (!encoder) return fail(ErrorKind::kLimit, "not enough memory for the JPEG encoder");
  const bool gray = pixels.channels == 1;
  const bool full = quality >= kFullChromaQuality && !halve_chroma;
  const int sampling = gray ? TJSAMP_GRAY : full ? TJSAMP_444 : TJSAMP_420;
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
  const std::span<const std::byte> jpeg(reinterpret_cast<const std::byte*>(bytes), size);
  if (!pixels.color_profile.empty()) return with_profile(jpeg, pixels.color_profile);
  return Array<std::byte>(std::move(owner), jpeg);
}

}  // namespace meshgate

#pragma once
// Writing pictures: what PNG, JPEG and WebP share.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of "png", "jpeg" and "webp". The picture is turned upright (the file has no EXIF), 16 bits
/// become 8 and alpha is laid over white where the format has neither; what is lost is said.
Result<Written> write_picture(const Asset& asset, const WriteOptions& options, std::string_view format);

/// An encoded picture and how good it is.
struct EncodedPicture {
  Array<std::byte> bytes;
  int quality = 100;           ///< what was chosen; 100 = lossless
  bool halved_chroma = false;  ///< where the quality alone would not ask for it
};

/// Encodes an upright image whose samples the format takes (fit_for), at the best quality that keeps within
/// options.max_bytes. A JPEG with all of its chroma that is just too large gets half of it instead, at a
/// quality that may be higher. Bisects: at most eleven encodings.
Result<EncodedPicture> encode_picture(const Image& image, std::string_view format,
                                      const WriteOptions& options);

/// The image as the format can hold it; what is lost on the way is appended to `lost`.
Image fit_for(const Image& image, std::string_view format, const std::stop_token& stop,
              std::vector<std::string>& lost);

}  // namespace meshgate

#pragma once
// The bridge to OpenEXR: the only file that includes it is exr_decoder.cpp.
#include <stop_token>
#include <string>
#include <vector>

#include "formats/detail/exr_scan.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// Memory that decode_exr takes at most, result included; saturates.
std::uint64_t exr_decoding_bytes(const ExrScan& scan);

/// Decodes the pixels of the shown part to interleaved floats: the display window, zero where the data window
/// leaves it open. Chroma that is stored at a lower resolution is repeated. The scan must be decodable and
/// its size admitted. kMalformed with the library's reason. Throws Cancelled and std::bad_alloc.
Result<Array<float>> decode_exr(ByteView bytes, const ExrScan& scan, const std::stop_token& stop);

/// What encode_exr is to store.
struct ExrPicture {
  std::uint32_t width = 0, height = 0;
  std::vector<std::string> channels;  ///< names, in the order of the samples of a pixel
  const float* samples = nullptr;     ///< interleaved
  bool half = false;                  ///< 16 instead of 32 bits a sample
};

/// A scan-line file with ZIP compression. The same bytes for the same picture.
Result<std::vector<std::byte>> encode_exr(const ExrPicture& picture, const std::stop_token& stop);

}  // namespace meshgate

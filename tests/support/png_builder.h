#pragma once
// PNG files made in memory, sound or with exactly one thing wrong. Uncompressed ("stored") deflate blocks,
// checksums by plain loops of its own: nothing of the code under test.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace meshgate::test {

using Bytes = std::vector<std::byte>;

/// Fields of IHDR.
struct PngSpec {
  std::uint32_t width = 8;
  std::uint32_t height = 8;
  std::uint8_t depth = 8;
  std::uint8_t color_type = 2;  ///< 0 grey, 2 rgb, 3 palette, 4 grey and alpha, 6 rgb and alpha
  std::uint8_t interlace = 0;
};

std::uint32_t simple_crc32(std::span<const std::byte> bytes);

/// Appends the value as it is in memory.
template <class T>
void put(Bytes& to, T value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  to.insert(to.end(), bytes, bytes + sizeof value);
}
void put_text(Bytes& to, std::string_view text);
void append(Bytes& to, const Bytes& bytes);
void append_be32(Bytes& to, std::uint32_t value);

/// The 8 bytes at the start.
Bytes png_signature();
/// Length, type, payload, CRC.
Bytes png_chunk(std::string_view type, const Bytes& payload);
Bytes png_header(const PngSpec& spec);
/// A zlib stream of stored blocks with its Adler checksum.
Bytes zlib_stored(const Bytes& raw);
/// Signature, IHDR, `middle`, one IDAT with `rows` (filter bytes included), IEND.
Bytes make_png(const PngSpec& spec, const Bytes& rows, const Bytes& middle = {});

/// An 8-bit picture without interlacing; `sample(x, y, channel)` gives the values.
Bytes make_png8(std::uint32_t width, std::uint32_t height, std::uint8_t color_type,
                const std::function<int(std::uint32_t x, std::uint32_t y, std::uint32_t channel)>& sample);

/// Black and white squares of `side` pixels, rgb.
Bytes checkered_png(std::uint32_t width, std::uint32_t height, std::uint32_t side = 8);

}  // namespace meshgate::test

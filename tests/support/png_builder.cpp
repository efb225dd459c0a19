#include "support/png_builder.h"

#include <algorithm>

namespace meshgate::test {
namespace {

std::byte low_byte(std::uint32_t value) { return static_cast<std::byte>(value & 0xFFU); }

std::uint32_t simple_adler32(const Bytes& bytes) {
  std::uint32_t a = 1, b = 0;
  for (const std::byte value : bytes) {
    a = (a + std::to_integer<std::uint32_t>(value)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16U | a;
}

}  // namespace

std::uint32_t simple_crc32(std::span<const std::byte> bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::byte value : bytes) {
    crc ^= std::to_integer<std::uint32_t>(value);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
  }
  return ~crc;
}

void put_text(Bytes& to, std::string_view text) {
  for (const char c : text) to.push_back(static_cast<std::byte>(c));
}

void append(Bytes& to, const Bytes& bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

void append_be32(Bytes& to, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) to.push_back(low_byte(value >> shift));
}

Bytes png_signature() {
  Bytes bytes;
  put_text(bytes, {"\x89PNG\r\n\x1a\n", 8});
  return bytes;
}

Bytes png_chunk(std::string_view type, const Bytes& payload) {
  Bytes chunk;
  append_be32(chunk, static_cast<std::uint32_t>(payload.size()));
  put_text(chunk, type);
  append(chunk, payload);
  append_be32(chunk, simple_crc32(std::span(chunk).subspan(4)));
  return chunk;
}

Bytes png_header(const PngSpec& spec) {
  Bytes payload;
  append_be32(payload, spec.width);
  append_be32(payload, spec.height);
  for (const std::uint32_t value :
       {std::uint32_t{spec.depth}, std::uint32_t{spec.color_type}, 0U, 0U, std::uint32_t{spec.interlace}}) {
    payload.push_back(low_byte(value));
  }
  return png_chunk("IHDR", payload);
}

Bytes zlib_stored(const Bytes& raw) {
  constexpr std::size_t kMost = 65535;
  Bytes stream{std::byte{0x78}, std::byte{0x01}};
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(kMost, raw.size() - at);
    const auto length = static_cast<std::uint32_t>(size);
    stream.push_back(at + size == raw.size() ? std::byte{1} : std::byte{0});
    for (const std::uint32_t value : {length, length >> 8U, ~length, ~length >> 8U})
      stream.push_back(low_byte(value));
    stream.insert(stream.end(), raw.begin() + static_cast<std::ptrdiff_t>(at),
                  raw.begin() + static_cast<std::ptrdiff_t>(at + size));
    at += size;
  } while (at < raw.size());
  append_be32(stream, simple_adler32(raw));
  return stream;
}

Bytes make_png(const PngSpec& spec, const Bytes& rows, const Bytes& middle) {
  Bytes file = png_signature();
  append(file, png_header(spec));
  append(file, middle);
  append(file, png_chunk("IDAT", zlib_stored(rows)));
  append(file, png_chunk("IEND", {}));
  return file;
}

Bytes make_png8(std::uint32_t width, std::uint32_t height, std::uint8_t color_type,
                const std::function<int(std::uint32_t, std::uint32_t, std::uint32_t)>& sample) {
  const std::uint32_t channels = color_type == 2 ? 3 : color_type == 4 ? 2 : color_type == 6 ? 4 : 1;
  Bytes rows;
  rows.reserve(std::size_t{height} * (std::size_t{width} * channels + 1));
  for (std::uint32_t y = 0; y < height; ++y) {
    rows.push_back(std::byte{0});
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t k = 0; k < channels; ++k) rows.push_back(static_cast<std::byte>(sample(x, y, k)));
    }
  }
  PngSpec spec;
  spec.width = width;
  spec.height = height;
  spec.color_type = color_type;
  return make_png(spec, rows);
}

Bytes checkered_png(std::uint32_t width, std::uint32_t height, std::uint32_t side) {
  return make_png8(width, height, 2, [side](std::uint32_t x, std::uint32_t y, std::uint32_t) {
    return (x / side + y / side) % 2 == 0 ? 20 : 230;
  });
}

}  // namespace meshgate::test

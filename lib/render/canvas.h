#pragma once
// A picture in memory.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "asset/encoders.h"

namespace meshgate {

/// 8-bit RGBA, straight alpha, rows from the top.
struct Canvas {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> pixels;  ///< 4 × width × height

  Canvas() = default;
  Canvas(std::uint32_t w, std::uint32_t h) : width(w), height(h), pixels(4 * std::size_t{w} * h) {}
  [[nodiscard]] std::uint8_t* at(std::size_t x, std::size_t y) { return &pixels[4 * (y * width + x)]; }
  [[nodiscard]] const std::uint8_t* at(std::size_t x, std::size_t y) const {
    return &pixels[4 * (y * width + x)];
  }
};

/// Lays a canvas over a light, neutral background: opaque afterwards.
void add_background(Canvas& canvas);

/// Copies `part` into `canvas` with its upper left corner at (x, y); what does not fit is cut.
void paste(const Canvas& part, std::uint32_t x, std::uint32_t y, Canvas& canvas);

/// The canvas for an encoder, which must not outlive it.
Pixels pixels_of(const Canvas& canvas);

/// The canvas as a file; empty when the encoder has no memory. `quality` as for encode_webp.
std::vector<std::byte> webp_of(const Canvas& canvas, int quality);
std::vector<std::byte> png_of(const Canvas& canvas);

}  // namespace meshgate

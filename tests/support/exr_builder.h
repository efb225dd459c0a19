#pragma once
// OpenEXR files made in memory, uncompressed, byte by byte: nothing of the code under test, nor of the
// library.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/png_builder.h"

namespace meshgate::test {

struct ExrBox {
  int min_x = 0, min_y = 0, max_x = 0, max_y = 0;
};

struct ExrChannelSpec {
  std::string name;
  int type = 2;  ///< 0 uint, 1 half, 2 float
  int x_sampling = 1, y_sampling = 1;
};

struct ExrPartSpec {
  ExrBox data{0, 0, 7, 7};
  std::optional<ExrBox> display = {};             ///< as data when absent
  std::vector<ExrChannelSpec> channels = {};      ///< in alphabetical order, as files have them
  std::uint32_t tile_width = 0, tile_height = 0;  ///< 0 = scan lines
  std::uint8_t compression = 0;                   ///< only written: pixels are never compressed
  std::string type = {};                          ///< "deepscanline" …; empty = what the tiles say
  Bytes attributes = {};                          ///< more of the header
};

/// Value of a channel (its number) at a pixel of the data window.
using ExrSampleOf = std::function<double(std::size_t part, std::size_t channel, int x, int y)>;

Bytes make_exr(const std::vector<ExrPartSpec>& parts, const ExrSampleOf& sample);
Bytes make_exr(const ExrPartSpec& part, const ExrSampleOf& sample);

/// One attribute of a header.
Bytes exr_attribute(const std::string& name, const std::string& type, const Bytes& value);

/// The half that is nearest to a value whose half is normal or zero.
std::uint16_t half_of(double value);

}  // namespace meshgate::test

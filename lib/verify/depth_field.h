#pragma once
// A depth map and its source picture on grids of the same size.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/image.h"

namespace meshgate {

/// The 8 ways in which a picture may lie: EXIF's numbers 1 to 8.
inline constexpr std::uint32_t kOrientations = 8;
/// What is wrong with a map that lies so: "mirrored left to right", "turned by 90° clockwise", …
std::string_view say_orientation(std::uint32_t orientation);

/// Values on a grid, rows from the top.
struct Grid {
  std::uint32_t width = 0, height = 0;
  std::vector<float> values;
  [[nodiscard]] float at(std::uint32_t x, std::uint32_t y) const {
    return values[std::size_t{y} * width + x];
  }
};

/// True or false on a grid.
struct Mask {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> set;
  [[nodiscard]] bool at(std::uint32_t x, std::uint32_t y) const {
    return set[std::size_t{y} * width + x] != 0;
  }
  [[nodiscard]] std::size_t count() const;
};

/// Intersection over union; 1 when both are empty.
double compute_iou(const Mask& a, const Mask& b);
/// Everything within `steps` of the mask (a square).
Mask dilated(const Mask& mask, std::uint32_t steps);
Mask inverted(Mask mask);
/// A mask that lies as `orientation` says, put upright.
Mask upright(const Mask& mask, std::uint32_t orientation, std::uint32_t width, std::uint32_t height);

/// Width and height after EXIF orientation.
std::array<std::uint32_t, 2> upright_size(const Image& image);

/// A picture, upright, at most `side` pixels a side.
struct SourceGrid {
  std::uint32_t width = 0, height = 0;
  std::vector<std::array<float, 3>> colors;  ///< 0…1, over grey where it is transparent
  std::vector<float> alpha;                  ///< empty = opaque
};
SourceGrid sample_source(const Image& image, std::uint32_t side);

/// Where a subject's mask comes from.
enum class MaskSource { kNone, kAlpha, kSegmented };
struct SubjectMask {
  MaskSource source = MaskSource::kNone;
  Mask mask;
  std::array<float, 3> ground{};  ///< kSegmented: the border's colour
};
/// Of a channel: what is still the border's colour, as the foreground metric of pictures has it.
inline constexpr float kGroundTolerance = 0.08F;
/// The subject of a picture: its alpha, else everything that a flood of the border's colour (within
/// `tolerance` a channel) does not reach, when the border has one colour. kNone when neither tells subject
/// and ground apart.
SubjectMask find_subject(const SourceGrid& source, float tolerance = kGroundTolerance);
/// The largest difference of a channel.
float color_distance(const std::array<float, 3>& a, const std::array<float, 3>& b);

/// Samples of the first channel of a depth map at full size: integers as 0…1, floats as they are.
std::vector<float> depth_values(const Image& image);

/// The values at the centres of a grid of the given size; NaN where the map has none.
Grid sample_depth(const std::vector<float>& values, std::uint32_t width, std::uint32_t height,
                  std::uint32_t to_width, std::uint32_t to_height);

}  // namespace meshgate

#include "render/palette.h"

#include <fmt/core.h>

namespace meshgate {
namespace {

constexpr Color kClay{0.80, 0.81, 0.83};

constexpr std::array<Color, 10> kParts{{{0.48, 0.66, 0.86},
                                        {0.60, 0.78, 0.55},
                                        {0.92, 0.84, 0.52},
                                        {0.68, 0.60, 0.84},
                                        {0.47, 0.76, 0.75},
                                        {0.80, 0.68, 0.55},
                                        {0.62, 0.68, 0.75},
                                        {0.78, 0.86, 0.62},
                                        {0.60, 0.56, 0.52},
                                        {0.82, 0.76, 0.88}}};

}  // namespace

Color color_of(Mark mark) {
  switch (mark) {
    case Mark::kOpen:
      return {0.90, 0.14, 0.14};
    case Mark::kNonManifold:
      return {0.98, 0.52, 0.05};
    case Mark::kCrossing:
      return {0.87, 0.10, 0.76};
    case Mark::kTurned:
      return {0.16, 0.40, 0.96};
    case Mark::kNone:
      break;
  }
  return kClay;
}

Color part_color(std::size_t part) { return kParts[part % kParts.size()]; }

std::string hex_of(Color color) {
  const auto byte = [](double value) { return static_cast<int>(value * 255 + 0.5); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(color[0]), byte(color[1]), byte(color[2]));
}

}  // namespace meshgate

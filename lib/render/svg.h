#pragma once
// Small SVG pictures that need no font of their own and no network.
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/report.h"
#include "render/canvas.h"
#include "render/palette.h"

namespace meshgate {

/// A line of the legend beneath a picture.
struct LegendLine {
  Color color{};
  std::string text;
};

/// A text on a picture; its middle is at (x, y).
struct Label {
  double x = 0, y = 0;
  std::string text;
};

inline constexpr std::uint32_t kLegendLineHeight = 20;  ///< pixels

/// `width` pixels wide: `content` (SVG elements) on light ground, `height` pixels high, and the legend
/// beneath.
Picture svg_picture(std::string name, std::string caption, std::uint32_t width, std::uint32_t height,
                    std::string_view content, const std::vector<LegendLine>& legend);

/// A view as an element that fills the ground, with labels on it.
std::string svg_view(const Canvas& view, const std::vector<Label>& labels);

/// A text for people, readable on any ground.
std::string svg_label(const Label& label);

}  // namespace meshgate

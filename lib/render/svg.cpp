#include "render/svg.h"

#include <fmt/core.h>

#include "core/base64.h"
#include "core/markup.h"

namespace meshgate {
namespace {

constexpr std::size_t kTextBytes = 120;
constexpr int kQuality = 80;

}  // namespace

std::string svg_label(const Label& label) {
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" dominant-baseline=\"central\" fill=\"#16181d\" "
      "stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text>",
      label.x, label.y, escape_markup(label.text, kTextBytes));
}

std::string svg_view(const Canvas& view, const std::vector<Label>& labels) {
  std::string svg = fmt::format("<image width=\"{}\" height=\"{}\" href=\"data:image/webp;base64,{}\"/>",
                                view.width, view.height, base64(webp_of(view, kQuality)));
  for (const Label& label : labels) svg += svg_label(label);
  return svg;
}

Picture svg_picture(std::string name, std::string caption, std::uint32_t width, std::uint32_t height,
                    std::string_view content, const std::vector<LegendLine>& legend) {
  const std::uint32_t total =
      height + (legend.empty() ? 0 : static_cast<std::uint32_t>(legend.size()) * kLegendLineHeight + 8);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"system-ui,sans-serif\" font-size=\"12\"><rect width=\"{0}\" height=\"{1}\" "
      "fill=\"#eef0f4\"/>{2}",
      width, total, content);
  for (std::size_t i = 0; i < legend.size(); ++i) {
    const std::uint32_t y = height + 4 + static_cast<std::uint32_t>(i) * kLegendLineHeight;
    svg += fmt::format(
        "<rect x=\"10\" y=\"{}\" width=\"12\" height=\"12\" rx=\"2\" fill=\"{}\"/><text x=\"30\" y=\"{}\" "
        "fill=\"#16181d\">{}</text>",
        y + 4, hex_of(legend[i].color), y + 14, escape_markup(legend[i].text, kTextBytes));
  }
  svg += "</svg>";
  const auto* bytes = reinterpret_cast<const std::byte*>(svg.data());
  return {std::move(name), std::move(caption), "image/svg+xml", width, total, {bytes, bytes + svg.size()}};
}

}  // namespace meshgate

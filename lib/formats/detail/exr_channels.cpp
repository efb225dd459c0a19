#include "formats/detail/exr_channels.h"

#include <optional>
#include <string_view>

namespace meshgate {
namespace {

std::string_view layer_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
}
std::string_view base_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::optional<std::size_t> find_channel(const std::vector<ExrChannel>& channels, std::string_view layer,
                                        std::string_view base) {
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (layer_of(channels[i].name) == layer && base_of(channels[i].name) == base) return i;
  }
  return std::nullopt;
}

std::optional<ExrSelection> select_in_layer(const std::vector<ExrChannel>& channels, std::string_view layer) {
  const auto find = [&](std::string_view base) { return find_channel(channels, layer, base); };
  ExrSelection selection;
  const auto alpha = find("A");
  const auto take = [&](std::vector<std::size_t> found, ColorType without, ColorType with) {
    selection.channels = std::move(found);
    if (alpha) selection.channels.push_back(*alpha);
    selection.has_alpha = alpha.has_value();
    selection.color_type = alpha ? with : without;
    return selection;
  };
  const auto r = find("R"), g = find("G"), b = find("B"), y = find("Y"), ry = find("RY"), by = find("BY");
  if (r && g && b) return take({*r, *g, *b}, ColorType::kRgb, ColorType::kRgba);
  selection.luminance_chroma = y && ry && by;
  if (selection.luminance_chroma) return take({*y, *ry, *by}, ColorType::kRgb, ColorType::kRgba);
  for (const std::string_view single : {"Y", "Z", "R", "depth", "V", "L"}) {
    if (const auto found = find(single)) return take({*found}, ColorType::kGray, ColorType::kGrayAlpha);
  }
  return std::nullopt;
}

}  // namespace

ExrSelection select_exr_channels(const std::vector<ExrChannel>& channels) {
  if (auto selection = select_in_layer(channels, {})) return *std::move(selection);
  for (const ExrChannel& channel : channels) {
    if (auto selection = select_in_layer(channels, layer_of(channel.name))) return *std::move(selection);
  }
  ExrSelection selection;
  selection.channels = {0};
  return selection;
}

}  // namespace meshgate

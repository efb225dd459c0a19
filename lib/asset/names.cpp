// Names of the enumerations of the value types, as they appear in reports.
#include <array>

#include "meshgate/asset.h"

namespace meshgate {
namespace {

template <std::size_t N, class Enum>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view to_string(LocationKind kind) {
  constexpr std::array<std::string_view, 10> kNames{"",     "face",  "edge", "vertex",    "byte",
                                                    "line", "pixel", "part", "parameter", "json"};
  return name_of(kNames, kind);
}

std::string_view to_string(Severity severity) {
  constexpr std::array<std::string_view, 4> kNames{"off", "info", "warning", "error"};
  return name_of(kNames, severity);
}

std::string_view to_string(ColorType type) {
  constexpr std::array<std::string_view, 7> kNames{"gray",    "gray-alpha", "rgb", "rgba",
                                                   "palette", "cmyk",       "ycck"};
  return name_of(kNames, type);
}

std::string_view to_string(SampleType type) {
  constexpr std::array<std::string_view, 3> kNames{"unsigned", "half", "float"};
  return name_of(kNames, type);
}

std::string_view to_string(AssetKind kind) {
  constexpr std::array<std::string_view, 5> kNames{"unknown", "mesh", "image", "task", "result"};
  return name_of(kNames, kind);
}

std::string_view to_string(TextureRole role) {
  constexpr std::array<std::string_view, 10> kNames{"base-color", "normal",    "metallic-roughness",
                                                    "metallic",   "roughness", "occlusion",
                                                    "emissive",   "opacity",   "bump",
                                                    "other"};
  return name_of(kNames, role);
}

}  // namespace meshgate

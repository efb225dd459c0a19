#pragma once
// Who notices a defect of a glTF file: what it means to a splitter, a slicer and an engine. Hundreds of codes
// share a few answers, by what the code is about.
#include <span>
#include <string_view>

namespace meshgate {

/// Rules that match the glob, and what their page says.
struct GltfAudience {
  std::string_view rules;
  std::string_view text;
};

/// In the order of precedence: the first that matches counts.
std::span<const GltfAudience> gltf_audiences();

/// What the page of a rule says; empty for a rule of another family.
std::string_view gltf_audience(std::string_view rule);

}  // namespace meshgate

#include "prepare/frame.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace meshgate {
namespace {

constexpr std::array<LengthUnit, 4> kUnits{{
    {"mm", 0.001, "millimetre"},
    {"cm", 0.01, "centimetre"},
    {"m", 1, "metre"},
    {"in", 0.0254, "inch"},
}};
constexpr LengthUnit kMillimetre = kUnits[0], kCentimetre = kUnits[1], kMetre = kUnits[2];

bool is_same_length(double a, double b) { return std::abs(a - b) <= 1e-6 * b; }

/// One half of an advice.
struct Clause {
  std::string text;       ///< empty = nothing to say
  std::string option;     ///< empty = no option expresses it
  bool is_known = false;  ///< the input states it, so that it surely is another one
};

Clause unit_clause(const Scene& scene, const Format& input, const Format& output, const Frame& target) {
  const bool fixed = output.id == "glb" || output.id == "gltf";
  if (!scene.meters_per_unit) {
    if (fixed || target.is_stated)
      return {fmt::format("one unit of the {} becomes one {}", input.id,
                          target.is_stated ? kCentimetre.word : target.unit.word),
              "--unit mm", false};
    return {};
  }
  const double meters = *scene.meters_per_unit;
  if (target.is_stated || is_same_length(meters, target.unit.meters)) return {};
  const auto* const unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const LengthUnit& known) {
    return is_same_length(meters, known.meters);
  });
  const bool is_named = unit != kUnits.end();
  const std::string one = is_named ? fmt::format("one {}", unit->word) : fmt::format("{:g} m", meters);
  return {fixed ? fmt::format("{} becomes one {}", one, target.unit.word)
                : fmt::format("{} becomes one unit of the {}, which slicers take for a {}", one, output.id,
                              target.unit.word),
          is_named ? fmt::format("--unit {}", unit->name) : std::string(), true};
}

Clause up_clause(const Scene& scene, const Format& output, const Frame& target) {
  if (scene.up_axis == 0) {
    const bool says_so = output.id == "glb" || output.id == "gltf" || target.is_stated;
    return says_so ? Clause{"Y points upwards", "--up Z", false} : Clause{};
  }
  if (target.is_stated || scene.up_axis == target.up) return {};
  return {fmt::format("{} points upwards, where a {} has {}", scene.up_axis, output.id, target.up),
          fmt::format("--up {}", scene.up_axis), true};
}

}  // namespace

std::span<const LengthUnit> length_units() { return kUnits; }

const LengthUnit* find_length_unit(std::string_view name) {
  const auto* const found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const LengthUnit& unit) { return unit.name == name; });
  return found == kUnits.end() ? nullptr : found;
}

Frame frame_of(const Format& format) {
  if (format.id == "glb" || format.id == "gltf") return {kMetre, 'Y', false};
  if (format.id == "usdz") return {kMetre, 'Y', true};
  if (format.id == "fbx") return {kCentimetre, 'Y', true};
  return {kMillimetre, format.id == "stl" ? 'Z' : 'Y', false};
}

std::string frame_advice(const Scene& scene, const Format& input, const Format& output, bool unit, bool up) {
  const Frame target = frame_of(output);
  std::string text, options;
  bool is_known = true;
  const auto add = [&](const Clause& clause) {
    if (clause.text.empty()) return;
    text += (text.empty() ? "" : ", and ") + clause.text;
    if (!clause.option.empty()) options += (options.empty() ? "" : " ") + clause.option;
    is_known = is_known && clause.is_known;
  };
  if (!unit) add(unit_clause(scene, input, output, target));
  if (!up) add(up_clause(scene, output, target));
  if (text.empty() || options.empty()) return text;
  return text + ": " + options + (is_known ? " brings it to that of the format" : " if it is not so");
}

}  // namespace meshgate

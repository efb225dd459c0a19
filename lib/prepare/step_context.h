#pragma once
// What a step may ask besides the facts of its asset.
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

#include "asset/facts.h"
#include "meshgate/format.h"
#include "meshgate/prepare.h"

namespace meshgate {

struct StepContext {
  const PrepareOptions* options = nullptr;
  const Profile* profile = nullptr;     ///< that holds for the input
  const InputReport* before = nullptr;  ///< the input as it was checked
  const Format* input = nullptr;
  const Format* output = nullptr;
  std::stop_token stop = {};
  /// What the bytes of the output have to stay below; absent = no limit.
  std::optional<std::uint64_t> byte_limit = {};
  /// Set while the planner looks for a size that fits `byte_limit`: triangles of the scene as it is placed.
  std::optional<std::uint64_t> triangle_budget = {};
  /// The same for pictures and textures: pixels of the longest side.
  std::optional<std::uint32_t> side_budget = {};

  /// Tells who waits what begins.
  void begin(std::string_view stage) const {
    if (options->on_stage) options->on_stage(stage);
  }
  /// A parameter of a step: as the options say, else its default. The name must exist.
  [[nodiscard]] double parameter(const Step& step, std::string_view name) const;
  /// Whether vertices that differ are merged.
  [[nodiscard]] bool welds_by_distance() const;
  /// Whether the input has a finding of this rule of `from` or worse, muted ones left out. An information is
  /// no reason to change anything.
  [[nodiscard]] bool has_finding(std::string_view rule, Severity from = Severity::kWarning) const;
};

}  // namespace meshgate

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/channels",
    .summary = "the depth map is no plain depth",
    .severity = Severity::kError,
    .explanation =
        R"(A depth map has one value a pixel: a grey picture, a picture whose red, green and blue are the same (within 1 % of the
range), or an EXR with a channel Z, Y, R or three equal ones. Colours mean a false-colour picture of a depth map; an EXR
with other channels does not say which of them is depth.

**Why it matters.** A colour map cannot be turned back into depth without knowing it, and a program that takes one channel
of it gets terraces.

**How to fix it.** Ask for `exr` or 16-bit `png`, not for a preview. Take the channel out of an EXR by hand when you know
which it is.)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map) return skip_depth_rule(context, "depth/channels");
  const Image& map = *comparison.map_asset->image;
  if (comparison.is_colored) {
    Where where;
    where.evidence = {{"channel_spread", comparison.channel_spread}};
    context.out.report(
        "depth/channels", std::move(where),
        "red, green and blue differ by up to {} of the range: this is a coloured picture of a depth map, "
        "not the map. Ask for exr or 16-bit png",
        say_percent(comparison.channel_spread));
    return;
  }
  if (map.channel_names.empty()) return;
  const std::string& name = map.channel_names.front();
  const std::string layer = name.substr(0, name.rfind('.') + 1);
  const auto has = [&](const std::string& other) {
    return std::find(map.channel_names.begin(), map.channel_names.end(), other) != map.channel_names.end();
  };
  if (has(layer + "X") && has(layer + "Y") && has(layer + "Z")) {
    Where where;
    where.evidence = {{"channel", name}};
    context.out.report(
        "depth/channels", std::move(where),
        "the channels {0}X, {0}Y and {0}Z are a vector, as of a map of normals or places: no depth", layer);
    return;
  }
  const std::string base = name.substr(name.rfind('.') + 1);
  for (const std::string_view known : {"Z", "Y", "R", "depth"}) {
    if (base == known) return;
  }
  Where where;
  where.evidence = {{"channel", name}};
  context.out.report(
      "depth/channels", std::move(where),
      "none of the channels ({}) says that it is depth: Z, Y, R or three equal ones are expected",
      fmt::format("{}", fmt::join(map.channel_names, ", ")));
}

}  // namespace

extern const Check check_depth_channels{.rules = kRules, .run = run};

}  // namespace meshgate

#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/low-precision",
    .summary = "the depth map has too few bits",
    .severity = Severity::kWarning,
    .explanation =
        R"(The map is stored in 8 bits a sample, or in an EXR in half precision (11 significant bits).

**Why it matters.** 256 steps make terraces in a relief as soon as it is larger than a few centimetres: at 2048 pixels a
slope needs more values than that. Half precision has steps of 1/2048 between 0.5 and 1.

**How to fix it.** Ask for EXR with 32 bits or PNG with 16. An 8-bit map cannot be mended; smoothing only hides it.)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map) return skip_depth_rule(context, "depth/low-precision");
  const Image& map = *comparison.map_asset->image;
  const bool half = map.sample_type == SampleType::kHalf;
  if (map.bit_depth > 8 && !half) return;
  Where where;
  where.evidence = {{"bit_depth", std::int64_t{map.bit_depth}},
                    {"sample_type", std::string(to_string(map.sample_type))}};
  context.out.report(
      "depth/low-precision", std::move(where),
      "the map has {} bits a sample{}: a relief gets terraces. Ask for EXR with 32 bits or PNG with 16",
      map.bit_depth, half ? " in half precision" : "");
}

}  // namespace

extern const Check check_depth_low_precision{.rules = kRules, .run = run};

}  // namespace meshgate

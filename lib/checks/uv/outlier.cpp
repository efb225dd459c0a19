#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-abs", 1000, 0, 1e30, "", "largest absolute texture coordinate"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "uv/outlier",
    .summary = "texture coordinates lie absurdly far out",
    .severity = Severity::kWarning,
    .explanation =
        R"(A finite texture coordinate lies beyond ±`max-abs`. A texture repeats with every whole number, so coordinates of some
tens or hundreds are a legitimate way to tile a wall; UDIM tiles reach 10 × 10. From 1 000 repetitions on a 32-bit float
resolves only a quarter of a pixel of a 4 096 pixel texture, and nobody means it. All stored values count, whether a
triangle uses them or not.

**Why it matters.** A few values of 1e30 ruin a whole model without a word: compression (gltfpack, meshoptimizer, Draco)
spreads its 10 to 16 bits over the range of all UVs, so every sound coordinate becomes the same number (gltf-transform
issue 936). Atlas packers and bakers run out of memory. Splitters and slicers look at the shape alone.

**How to fix it.** Unwrap the triangles named here again, or set their UVs to 0 when they show no texture. Whole-number
shifts of an island do not change the picture.

*Other tools:* Khronos' asset auditor can test for UVs outside 0…1, which forbids tiling; Khronos' glTF validator, trimesh
and Blender say nothing.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const double limit = context.parameter("uv/outlier", "max-abs");
  for (std::size_t set = 0; set < facts.mesh().uvs.size(); ++set) {
    const UvSet& uvs = facts.mesh().uvs[set];
    const double largest = facts.uvs()[set].bounds.largest();
    if (largest <= limit) continue;
    UvOutliers outliers = compute_uv_outliers(facts.mesh(), uvs, limit, facts.stop());
    const std::uint64_t count = outliers.values.count;
    Where where{uv_element(facts.mesh(), set),
                std::move(outliers.values),
                {{"uv_set", static_cast<std::int64_t>(set)},
                 {"values", static_cast<std::int64_t>(uvs.values.size())},
                 {"largest", largest},
                 {"largest_of_others", double{outliers.others.largest()}},
                 {"limit", limit}}};
    context.out.report("uv/outlier", std::move(where),
                       "{} of {} beyond ±{:g} (up to {:.3g}, the others up to {:.3g}): unwrap the triangles "
                       "that use them again, or compression ruins the rest",
                       group_digits(count),
                       count_of(uvs.values.size(), "texture coordinate is", "texture coordinates are"), limit,
                       largest, outliers.others.largest());
  }
}

}  // namespace

extern const Check check_uv_outlier{.rules = kRules, .run = run};

}  // namespace meshgate

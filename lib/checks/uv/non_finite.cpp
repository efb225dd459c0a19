#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "uv/non-finite",
    .summary = "texture coordinates are NaN or infinite",
    .severity = Severity::kError,
    .explanation =
        R"(A stored texture coordinate is NaN or infinite (in text: also a number above 3.4e38, which no 32-bit float holds). All
stored values count, whether a triangle uses them or not; the other UV rules leave them out.

**Why it matters.** Quantisation, atlas packing and texture baking compute bounds over all UVs: one NaN makes all of them
invalid. Shaders sample nothing there, and the triangle is black or flickers. Splitters and
slicers look at the shape alone, unless their reader refuses the file.

**How to fix it.** Unwrap the triangles named here again. The cause is mostly a projection of a triangle without area, or
a division by zero in a script.

*Other tools:* Khronos' glTF validator says ACCESSOR_INVALID_FLOAT (here `gltf/accessor-invalid-float` as well); Blender,
assimp and trimesh read such values without a message.)",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  for (std::size_t set = 0; set < facts.mesh().uvs.size(); ++set) {
    const Tally& tally = facts.uvs()[set].non_finite;
    if (tally.empty()) continue;
    const std::uint64_t total = facts.mesh().uvs[set].values.size();
    Where where{uv_element(facts.mesh(), set),
                tally,
                {{"uv_set", static_cast<std::int64_t>(set)}, {"values", static_cast<std::int64_t>(total)}}};
    context.out.report("uv/non-finite", std::move(where),
                       "{} NaN or infinite, of {} in set {}: unwrap the triangles that use them again",
                       count_of(tally.count, "texture coordinate is", "texture coordinates are"),
                       group_digits(total), set);
  }
}

}  // namespace

extern const Check check_uv_non_finite{.rules = kRules, .run = run};

}  // namespace meshgate

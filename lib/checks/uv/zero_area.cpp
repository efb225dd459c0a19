#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "uv/zero-area",
    .summary = "triangles have no area in the texture",
    .severity = Severity::kInfo,
    .explanation =
        R"(A triangle that has an area in space, and whose three texture coordinates are equal or lie exactly on one line. The
test has no tolerance and no rounding error. Triangles without an area in space belong to `mesh/degenerate-face`.

**Why it matters.** The triangle shows one pixel or a smear of the texture; nothing can be painted or baked on it, and a
normal map has no direction there (a division by zero in MikkTSpace). Models that take one colour of a palette picture
for each part do it on purpose: then all of the count is `one_point`, and this is no defect. Splitters and slicers look
at the shape alone.

**How to fix it.** Unwrap the triangles named here again. When only some are collapsed, a bad simplification or a
projection along the surface is the usual cause.

*Other tools:* Khronos' validator and asset auditor, trimesh and Blender's 3D-Print Toolbox do not look for it.)",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  for (std::size_t set = 0; set < facts.mesh().uvs.size(); ++set) {
    const UvScan& scan = facts.uvs()[set];
    if (scan.zero_area.empty()) continue;
    const std::uint64_t lines = scan.zero_area.count - scan.one_point;
    Where where{uv_element(facts.mesh(), set),
                scan.zero_area,
                {{"uv_set", static_cast<std::int64_t>(set)},
                 {"faces", static_cast<std::int64_t>(scan.judged)},
                 {"one_point", static_cast<std::int64_t>(scan.one_point)},
                 {"collinear", static_cast<std::int64_t>(lines)}}};
    context.out.report("uv/zero-area", std::move(where),
                       "{} of {} no area in the texture ({} shrunk to a point, {} to a line): unwrap them "
                       "again unless a palette is meant",
                       group_digits(scan.zero_area.count),
                       count_of(scan.judged, "triangle has", "triangles have"), group_digits(scan.one_point),
                       group_digits(lines));
  }
}

}  // namespace

extern const Check check_uv_zero_area{.rules = kRules, .run = run};

}  // namespace meshgate

#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/self-intersection",
    .summary = "faces cross or cover each other",
    .severity = Severity::kWarning,
    .explanation =
        R"(Two faces of one surface overlap: they cross (a point inside one lies on the other), or they lie in one plane and their
insides overlap (`coplanar_faces`). Faces that share an edge or a corner count only when they overlap beyond it.
Touching where both have their boundary (corner on edge, edge along edge) does not count; a corner that stands on the
inside of a face does. Faces with the same three corners (`mesh/duplicate-face`)
and faces without an area are left out. The answer is exact: there is no tolerance and no false pair. The
count is of faces, not of pairs. A face may be of both kinds; where faces overlap more than eight others, the kinds
are those that were met first. A search with too many candidates (large fans of thin triangles) is given up, and the rule
listed as not checked.

**Why it matters.** Inside and outside are ambiguous where surfaces run through each other. Splitting and boolean operations
fail or lose pieces; slicers usually cope, with wrong walls at times. Engines flicker where faces cover each other.

**How to fix it.** Unite overlapping bodies with a boolean union, or move them apart; remesh where a surface folds through
itself.

*Other tools:* Open3D's `is_self_intersecting` also reports neighbours that only touch; Blender's 3D-Print Toolbox has a
tolerance; CGAL counts touching as intersecting; trimesh, PrusaSlicer and admesh do not look.)",
    .since = "0.1",
}}};

Location pair_location(const Surface& surface, const OverlappingPair& pair) {
  Location location = surface_face_location(surface, pair.face);
  const Location other = surface_face_location(surface, pair.other);
  location.indices.insert(location.indices.end(), other.indices.begin(), other.indices.end());
  return location;
}

void run(const SurfaceFacts& facts, CheckContext& context) {
  const SelfIntersection& found = facts.self_intersection();
  if (found.gave_up) {
    context.not_checked.push_back({"mesh/self-intersection", "budget"});
    return;
  }
  if (found.faces == 0) return;
  Tally tally;
  for (const OverlappingPair& pair : found.witnesses)
    tally.add([&] { return pair_location(facts.surface(), pair); });
  tally.count = found.faces;
  Where where{facts.element(),
              std::move(tally),
              {{"faces", static_cast<std::int64_t>(facts.topology().faces)},
               {"crossing_faces", static_cast<std::int64_t>(found.crossing_faces)},
               {"coplanar_faces", static_cast<std::int64_t>(found.coplanar_faces)}}};
  context.out.report(
      "mesh/self-intersection", std::move(where),
      "{} of {} another one ({} cross, {} lie in its plane): unite the bodies or move them apart",
      group_digits(found.faces), count_of(facts.topology().faces, "face overlaps", "faces overlap"),
      group_digits(found.crossing_faces), group_digits(found.coplanar_faces));
}

}  // namespace

extern const Check check_mesh_self_intersection{.rules = kRules, .run = run};

}  // namespace meshgate

#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/duplicate-face",
    .summary = "faces are stored more than once",
    .severity = Severity::kWarning,
    .explanation =
        R"(A face with the same three vertices (of the welded surface) as an earlier face, in any rotation. `opposite` is the part
that looks the other way than the first one: both sides of a sheet stored as faces. The first face is not counted.

**Why it matters.** Every edge of such a face has three faces or more, so the surface has no inside. A splitter
cannot tell on which side of it a part lies, and slicers repair by leaving one copy out. Engines flicker where copies
coincide; opposite copies enclose a body without volume.

**How to fix it.** `meshgate prepare` removes the copies. For a sheet that is to be seen from both sides use a
double-sided material instead of a second set of faces.

*Other tools:* the same count in trimesh and MeshLab for equal ones; Blender merges them on import, PrusaSlicer keeps
them.)",
    .fix = "drop-duplicate",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Topology& topology = facts.topology();
  if (topology.duplicate_faces == 0) return;
  Tally tally = tally_of(topology.duplicate, topology.duplicate_faces,
                         [&](std::size_t face) { return surface_face_location(facts.surface(), face); });
  Where where{facts.element(),
              std::move(tally),
              {{"faces", static_cast<std::int64_t>(topology.faces)},
               {"opposite", static_cast<std::int64_t>(topology.opposite_faces)}}};
  context.out.report(
      "mesh/duplicate-face", std::move(where), "{} of {} the corners of an earlier one{}: remove the copies",
      group_digits(topology.duplicate_faces), count_of(topology.faces, "face has", "faces have"),
      topology.opposite_faces > 0 ? " (" + group_digits(topology.opposite_faces) + " look the other way)"
                                  : "");
}

}  // namespace

extern const Check check_mesh_duplicate_face{.rules = kRules, .run = run};

}  // namespace meshgate

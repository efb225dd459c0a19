#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/index-out-of-range",
    .summary = "faces name vertices that do not exist",
    .severity = Severity::kError,
    .explanation =
        R"(A triangle refers to a vertex number that is not smaller than the number of vertices of its mesh. Such triangles are
left out of all later measures.

**Why it matters.** Programs that do not check read foreign memory: they crash or show garbage. Those that check
refuse the file.

**How to fix it.** Export the model again. The file is damaged or its exporter is broken; what the triangles were
meant to be cannot be known.)",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const Tally& tally = facts.faces().out_of_range;
  if (tally.empty()) return;
  const std::uint64_t faces = facts.mesh().face_count();
  const std::uint64_t vertices = facts.mesh().positions.size();
  Where where{
      facts.mesh().element,
      tally,
      {{"faces", static_cast<std::int64_t>(faces)}, {"vertices", static_cast<std::int64_t>(vertices)}}};
  context.out.report("mesh/index-out-of-range", std::move(where),
                     "{} of {} a vertex beyond the last one ({} are stored): export the model again",
                     group_digits(tally.count), count_of(faces, "face names", "faces name"),
                     group_digits(vertices));
}

}  // namespace

extern const Check check_mesh_index_out_of_range{.rules = kRules, .run = run};

}  // namespace meshgate

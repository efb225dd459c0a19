#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "verify/segments.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "segments/count",
    .summary = "the surface was not segmented",
    .severity = Severity::kError,
    .explanation =
        R"(A segmentation has two segments or more. Segments are the nodes or groups of the result, or the materials or vertex colours of
a single mesh, or else its connected pieces.

**Why it matters.** One segment is the model as it was sent.

**How to fix it.** Ask for a higher level. A loader that merges meshes hides segments, too: look at the file itself.)",
    .since = "0.1",
}}};

void run(const SegmentComparison& segments, CheckContext& context) {
  const std::size_t count = segments.base.count(PartRole::kPart);
  if (count >= 2) return;
  for (const ComparedFile& file : segments.base.files) {
    if (file.asset == nullptr) return skip_rule(context, "segments/count");
  }
  Where where;
  // Segments touch, and a format without nodes, materials and colours cannot keep them apart.
  const std::string format = segments.base.parts.empty() ? "" : segments.base.parts.front().format;
  if (format == "stl") {
    where.at_most = Severity::kWarning;
    where.evidence.emplace_back("format", format);
    context.out.report(
        "segments/count", std::move(where),
        "STL keeps no segments apart: the result is the surface in one piece. Ask for glb, obj, fbx "
        "or usdz");
    return;
  }
  where.evidence.emplace_back("segments", static_cast<std::int64_t>(count));
  context.out.report("segments/count", std::move(where), "the result has {}: the surface was not segmented",
                     count_of(count, "segment"));
}

}  // namespace

extern const Check check_segments_count{.rules = kRules, .run = run};

}  // namespace meshgate

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "checks/check.h"
#include "checks/parts/detail/room.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "meshgate/endpoint.h"
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

bool keeps_none_apart(const FormatRoom& room) { return !room.parts && !room.colors; }

// Formats of the service that have room for segments.
std::vector<std::string_view> formats_to_ask_for() {
  std::vector<std::string_view> names;
  for (const TaskField& field : find_endpoint("segment")->fields) {
    if (field.name != "format") continue;
    for (const Choice& choice : field.choices) {
      const Format* format = find_format(choice.name);
      if (format != nullptr && !keeps_none_apart(format->room)) names.push_back(choice.name);
    }
  }
  return names;
}

void run(const SegmentComparison& segments, CheckContext& context) {
  report_too_many(segments.base, "segments/count", context);
  const std::size_t count = segments.base.count(PartRole::kPart);
  if (count >= 2) return;
  for (const ComparedFile& file : segments.base.files) {
    if (file.asset == nullptr) return skip_rule(context, "segments/count");
  }
  Where where;
  // Segments touch, and a format without nodes, materials and colours cannot keep them apart.
  const std::vector<Part>& parts = segments.base.parts;
  if (!parts.empty() && keeps_none_apart(room_of(parts.front()))) {
    const Format& format = *find_format(parts.front().format);
    where.at_most = Severity::kWarning;
    where.evidence.emplace_back("format", std::string(format.id));
    context.out.report(
        "segments/count", std::move(where),
        "{} keeps no segments apart: the result is the surface in one piece. Ask for one of {}", format.name,
        fmt::join(formats_to_ask_for(), ", "));
    return;
  }
  where.evidence.emplace_back("segments", static_cast<std::int64_t>(count));
  context.out.report("segments/count", std::move(where), "the result has {}: the surface was not segmented",
                     count_of(count, "segment"));
}

}  // namespace

extern const Check check_segments_count{.rules = kRules, .run = run};

}  // namespace meshgate

#include <algorithm>
#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/count",
    .summary = "there are more or fewer parts than were asked for",
    .severity = Severity::kError,
    .explanation =
        R"(A split by template gives a fixed number of parts: a 6, b 5, c 4, d 4, e 3, f 2. A general split gives two or more. Parts
are the nodes of the file that hold meshes; in a file with one node its groups, else its solids. Copies, empty parts,
bodies that lie outside of the source and bodies inside of another part are told by rules of their own and not counted
here; with loose connectors (`merge=no`) more than the template says are allowed. When a part consists of several
solids and their number is right, that is no matter of this rule either. A result without a cut face that has no more
bodies than the source itself was not split. Of more than 1000 bodies the rest is measured as one, which is a warning.

**Why it matters.** A part that is not there leaves a hole in the assembly; a loader that merges meshes, or a service
that gave up on a cut, loses the split that was paid for.

**How to fix it.** Look at `parts/missing-surface` for where a part is missing. Ask the service again.)",
    .since = "0.1",
}}};

// What was merged is there, under one name; what is missing is not.
std::string_view why_fewer(const Comparison& comparison, CheckContext& context) {
  if (comparison.coverage.hits.empty()) return "parts are missing or were merged";
  if (comparison.count(PartRole::kForeign) > 0) return "not all that came back lies on the source";
  return comparison.coverage.held_share() < context.parameter("parts/missing-surface", "fail-share")
             ? "what is missing is told by parts/missing-surface"
             : "nothing is missing, so parts were merged";
}

// " and 1 body outside of the source, 2 copies": what came back as well and is no part of it.
std::string what_else(const Comparison& comparison) {
  struct Kind {
    PartRole role;
    std::string_view one, many;
  };
  static constexpr Kind kKinds[] = {
      {PartRole::kForeign, "body that does not lie on the source", "bodies that do not lie on the source"},
      {PartRole::kContained, "body inside of another part", "bodies inside of other parts"},
      {PartRole::kDuplicate, "copy", "copies"},
      {PartRole::kEmpty, "part without a surface", "parts without a surface"},
  };
  std::string text;
  for (const Kind& kind : kKinds) {
    const std::size_t count = comparison.count(kind.role);
    if (count > 0) text += (text.empty() ? " and " : ", ") + count_of(count, kind.one, kind.many);
  }
  return text;
}

// Whether the result is the source as it was sent: no part has a cut face, and the source shows as many by
// the same means.
bool is_as_sent(const Comparison& comparison, std::size_t parts, const std::stop_token& stop) {
  if (comparison.part_kind == PartKind::kFiles) return false;
  double cut = 0;
  for (const Part& part : comparison.parts) cut += part.surface.inside_area;
  if (cut >= comparison.smallest_contact()) return false;
  const PartList sent = split_into_parts(comparison.source_asset->scene, PartShape::kSolid, stop);
  return sent.kind == comparison.part_kind && parts <= sent.parts.size();
}

void run(const Comparison& comparison, CheckContext& context) {
  const Expectation& expected = comparison.options.expectation;
  if (expected.kind != ExpectationKind::kSplit) return;
  report_too_many(comparison, "parts/count", context);
  // How many parts an unreadable file has is not known.
  for (const ComparedFile& file : comparison.files) {
    if (file.asset == nullptr) return skip_rule(context, "parts/count");
  }
  const std::size_t parts = comparison.count(PartRole::kPart) + comparison.count(PartRole::kSwollen);
  std::uint64_t solids = 0;
  bool connectors = false;
  for (const Part& part : comparison.parts) {
    if (part.role == PartRole::kPart || part.role == PartRole::kSwollen)
      solids += std::max<std::uint64_t>(part.shells, 1);
    // Loose connectors sit inside of what they hold.
    connectors = connectors || (part.role == PartRole::kContained && expected.loose_connectors);
  }
  Where where;
  where.evidence.emplace_back("parts", static_cast<std::int64_t>(parts));
  where.evidence.emplace_back("solids", static_cast<std::int64_t>(solids));
  if (parts >= 2 && is_as_sent(comparison, parts, context.stop())) {
    context.out.report(
        "parts/count", std::move(where),
        "the result has {}, as the source has itself, and none was cut: it was not split. Ask for "
        "a higher level",
        count_of(parts, "body", "bodies"));
    return;
  }
  if (expected.parts == 0) {
    if (parts >= 2 || solids >= 2) return;
    context.out.report(
        "parts/count", std::move(where),
        "the result has {}{}: it was not split. Ask for a higher level, or check that the loader keeps "
        "nodes apart",
        count_of(parts, "part"), what_else(comparison));
    return;
  }
  const auto wanted = static_cast<std::size_t>(expected.parts);
  const bool more_allowed = expected.loose_connectors || connectors;
  if (parts == wanted || solids == wanted || (more_allowed && parts > wanted)) return;
  where.evidence.emplace_back("expected", static_cast<std::int64_t>(wanted));
  context.out.report(
      "parts/count", std::move(where), "the result has {}{}, {} were asked for: {}", count_of(parts, "part"),
      what_else(comparison), wanted,
      parts < wanted ? why_fewer(comparison, context) : "there are bodies that nobody asked for");
}

}  // namespace

extern const Check check_parts_count{.rules = kRules, .run = run};

}  // namespace meshgate

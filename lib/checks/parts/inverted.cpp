#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-share", 0.05, 0, 1, "",
     "area that looks the other way than the source, over the part's area on it"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/inverted",
    .summary = "a part is inside out",
    .severity = Severity::kError,
    .explanation =
        R"(A closed part whose faces agree has a negative volume: they look inwards. Of a segment, and of any other part that is not
closed: of its area on the source more than `max-share` looks the other way than the source does there.

**Why it matters.** Slicers print the space around it, or nothing; engines draw it black or not at all.

**How to fix it.** Turn its faces: `meshgate prepare` with `orient`.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void report_turned(const Comparison& comparison, std::uint32_t number, CheckContext& context) {
  const Part& part = comparison.parts[number];
  const double most = context.parameter("parts/inverted", "max-share");
  if (part.role != PartRole::kPart || part.turned_share <= most) return;
  constexpr double kAll = 0.95;
  Where where = at_part(comparison, number);
  where.evidence.emplace_back("turned_share", part.turned_share);
  context.out.report("parts/inverted", std::move(where), "{} {}", say_part(comparison, number),
                     part.turned_share > kAll
                         ? "is inside out: its faces look the other way than those of the source"
                         : "is inside out in places: " + say_share(part.turned_share) +
                               " of its surface looks the other way than the source");
}

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role == PartRole::kEmpty) continue;
    if (!part.body->has_volume()) {
      report_turned(comparison, i, context);
      continue;
    }
    if (part.body->signed_volume() >= 0) continue;
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("volume", part.body->signed_volume());
    context.out.report("parts/inverted", std::move(where), "{} is inside out: its faces look inwards",
                       say_part(comparison, i));
  }
}

}  // namespace

extern const Check check_parts_inverted{.rules = kRules, .run = run};

}  // namespace meshgate

#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-mean", 5, 0, 100, "ΔE2000", "largest mean difference"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/color-drift",
    .summary = "the colours of the result differ from those of the source",
    .severity = Severity::kWarning,
    .explanation =
        R"(The mean colour difference, CIEDE2000, between a part and the source at samples that lie on both, is above `max-mean`: 1
is just noticeable side by side, 5 is another shade.

**Why it matters.** A colour print, or a figure on a screen, looks other than what was designed. Factors that are
applied twice and pictures that were compressed again are the usual reasons.

**How to fix it.** Compare both in a viewer; look for base colour factors and colour spaces.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || part.color_samples < 100) continue;
    if (part.color_drift <= context.parameter("parts/color-drift", "max-mean")) continue;
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("mean_delta_e", part.color_drift);
    where.evidence.emplace_back("samples", static_cast<std::int64_t>(part.color_samples));
    context.out.report("parts/color-drift", std::move(where),
                       "the colours of {} differ from the source by ΔE {:.1f} on average, {:g} is allowed",
                       say_part(comparison, i), part.color_drift,
                       context.parameter("parts/color-drift", "max-mean"));
  }
}

}  // namespace

extern const Check check_parts_color_drift{.rules = kRules, .run = run};

}  // namespace meshgate

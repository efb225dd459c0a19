#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "asset/nearest_float.h"
#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"band", 0.005, 0, 0.1, "", "distance within which parts touch, over the diagonal of the source"},
    {"band-mm", 1.2, 0, 10, "mm", "the same at print scale: twice the widest gap of a process"},
}};

constexpr double kTouching = 1e-5;      // of the diagonal: no way between parts
constexpr std::size_t kLooks = 20'000;  // points of a part whose distance to the others is asked

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/detached",
    .summary = "parts do not touch the others",
    .severity = Severity::kError,
    .explanation =
        R"(Parts touch when samples of one lie within the joint band of the other and the faces there look at each other, on at least
0.02 % of the area of the source, or 2 % of that of the smaller part. The band is `band` over the diagonal, or `band-mm` at print scale when that is
known and larger. Of the parts that were cut from one connected piece of the source, those that are not connected to
the largest group are detached; pieces that lie apart in the source may stay apart. An open part touches when it comes
within the band of another, as along a common rim.

**Why it matters.** The assembly falls apart: a slice between two parts was lost, a cut was made too wide, or the part
between them is missing, which `parts/missing-surface` and `parts/count` tell.

**How to fix it.** Ask the service again. With loose connectors (`merge=no`) check that they came along.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// By the number of a group: whether it is the largest of its body of the source.
std::vector<bool> main_groups(const Comparison& comparison) {
  const std::vector<std::uint32_t>& group_of = comparison.assembly.group_of;
  std::vector<double> area(group_of.size(), 0);
  for (std::uint32_t i = 0; i < group_of.size(); ++i) {
    if (comparison.parts[i].role == PartRole::kPart) area[group_of[i]] += comparison.parts[i].body->area();
  }
  std::map<std::uint32_t, std::uint32_t> main;
  for (std::uint32_t i = 0; i < group_of.size(); ++i) {
    if (comparison.parts[i].role != PartRole::kPart) continue;
    std::uint32_t& best = main.try_emplace(comparison.source_body_of[i], group_of[i]).first->second;
    if (area[group_of[i]] > area[best]) best = group_of[i];
  }
  std::vector<bool> is_main(group_of.size(), false);
  for (const auto& [body, group] : main) is_main[group] = true;
  return is_main;
}

void run(const Comparison& comparison, CheckContext& context) {
  if (comparison.count(PartRole::kPart) < 2) return;
  const bool is_missing =
      !comparison.coverage.hits.empty() &&
      comparison.coverage.held_share() < context.parameter("parts/missing-surface", "fail-share");
  const std::vector<bool> holds = main_groups(comparison);
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || holds[comparison.assembly.group_of[i]]) continue;
    Where where = at_part(comparison, i);
    double nearest = comparison.diagonal;
    bool swollen = false;  // whether the nearest one is: where it lies is told as foreign
    const std::size_t stride = std::max<std::size_t>(1, part.surface.samples.points.size() / kLooks);
    for (const Part& other : comparison.parts) {
      if (&other == &part || (other.role != PartRole::kPart && other.role != PartRole::kSwollen)) continue;
      for (std::size_t k = 0; k < part.surface.samples.points.size(); k += stride) {
        const ClosestHit hit =
            other.body->closest().find(part.surface.samples.points[k], nearest_float(nearest));
        if (hit.face == kNoIndex) continue;
        nearest = static_cast<double>(hit.distance);
        swollen = other.role == PartRole::kSwollen;
      }
    }
    // Pieces of an open surface touch along their rims and face nothing.
    if ((swollen || part.rims.edges > 0) && nearest <= comparison.band()) continue;
    add_length(comparison, "distance", nearest, where.evidence);
    const bool touches = nearest <= kTouching * comparison.diagonal;
    context.out.report(
        "parts/detached", std::move(where), "{} faces no other part: {}{}", say_part(comparison, i),
        touches ? "it touches others along edges or in points only"
                : "the nearest is " + say_length(comparison, nearest) + " away",
        is_missing ? ". What it touched may be what is missing: see parts/missing-surface" : "");
  }
}

}  // namespace

extern const Check check_parts_detached{.rules = kRules, .run = run};

}  // namespace meshgate

#include "checks/parts/detail/say.h"

#include <fmt/core.h>

#include "core/text.h"

namespace meshgate {

std::string say_part(const Comparison& comparison, std::uint32_t part) {
  const std::string& name = comparison.parts[part].name;
  return fmt::format("part {}{}", part + 1, name.empty() ? "" : " \"" + printable(name, 60) + "\"");
}

std::string say_length(const Comparison& comparison, double units) {
  if (const auto mm = comparison.mm(units)) return fmt::format("{:.3g} mm", *mm);
  return fmt::format("{:.3g} % of the diagonal",
                     comparison.diagonal > 0 ? 100 * units / comparison.diagonal : 0.0);
}

std::string say_share(double share) { return fmt::format("{:.4g} %", 100 * share); }

void add_length(const Comparison& comparison, const std::string& name, double units, Evidence& evidence) {
  evidence.emplace_back(name, units);
  if (comparison.diagonal > 0) evidence.emplace_back(name + "_of_diagonal", units / comparison.diagonal);
  if (const auto mm = comparison.mm(units)) evidence.emplace_back(name + "_mm", *mm);
}

Tally regions_tally(const std::vector<Region>& regions, const SurfaceSamples& samples,
                    const std::string& element) {
  Tally tally;
  for (const Region& region : regions) {
    tally.add([&] {
      Location location;
      location.kind = LocationKind::kFace;
      location.element = element;
      location.indices = {samples.faces[region.members.front()]};
      location.position = region.centre;
      return location;
    });
  }
  return tally;
}

void add_region(const Region& region, double whole, Evidence& evidence) {
  const auto add = [&](const std::string& name, float3 p) {
    evidence.emplace_back(name, fmt::format("{:.6g} {:.6g} {:.6g}", p.x, p.y, p.z));
  };
  evidence.emplace_back("largest_area", region.area);
  evidence.emplace_back("largest_share", whole > 0 ? region.area / whole : 0);
  add("largest_centre", region.centre);
  add("largest_box_min", region.box.min);
  add("largest_box_max", region.box.max);
}

Where at_part(const Comparison& comparison, std::uint32_t part) {
  const Part& one = comparison.parts[part];
  Where where;
  where.element = one.element;
  where.tally.add([&] {
    Location location;
    location.kind = LocationKind::kPart;
    location.indices = {part};
    const Box3 box = one.body->bounds();
    if (!box.empty()) {
      location.position =
          float3{box.min.x / 2 + box.max.x / 2, box.min.y / 2 + box.max.y / 2, box.min.z / 2 + box.max.z / 2};
    }
    return location;
  });
  return where;
}

Where at_pair(const Comparison& comparison, std::uint32_t a, std::uint32_t b, float3 place, int number) {
  Where where = at_part(comparison, a);
  where.element = comparison.parts[a].element + "+" + std::to_string(b);
  if (number > 1) where.element += "#" + std::to_string(number);
  where.tally.witnesses.front().position = place;
  where.tally.witnesses.front().indices = {a, b};
  return where;
}

void report_too_many(const Comparison& comparison, std::string_view rule, CheckContext& context) {
  const std::size_t measured = comparison.parts.size();
  if (comparison.parts_found <= measured) return;
  Where where;
  where.element = "/parts";
  where.at_most = Severity::kWarning;
  where.evidence.emplace_back("found", static_cast<std::int64_t>(comparison.parts_found));
  where.evidence.emplace_back("measured", static_cast<std::int64_t>(measured));
  context.out.report(
      rule, std::move(where),
      "the result has {} bodies, so many as no split gives: the first {} are measured one by one, "
      "the other {} together as part {}",
      comparison.parts_found, measured - 1, comparison.parts_found - measured + 1, measured);
}

void skip_rule(CheckContext& context, std::string_view rule, std::string_view reason) {
  context.not_checked.push_back({std::string(rule), std::string(reason)});
}

}  // namespace meshgate

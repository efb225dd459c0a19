#pragma once
// How the rules of parts/ name parts, places and lengths.
#include <string>
#include <vector>

#include "checks/check.h"
#include "verify/comparison.h"

namespace meshgate {

/// `part 2 "arm_l"`, or `part 2` for one without a name; counted from 1, as people do.
std::string say_part(const Comparison& comparison, std::uint32_t part);

/// "0.35 mm" where the scale is known, else "0.21 % of the diagonal".
std::string say_length(const Comparison& comparison, double units);

/// "12.5 %", with as many digits as matter.
std::string say_share(double share);

/// Adds a length to evidence: in units and as a share of the diagonal, and in millimetres where known.
void add_length(const Comparison& comparison, const std::string& name, double units, Evidence& evidence);

/// Witnesses of regions: centre, and a face there of the source ("/source") or of a part.
Tally regions_tally(const std::vector<Region>& regions, const SurfaceSamples& samples,
                    const std::string& element);

/// Evidence of a region: area as a share of `whole`, centre and box.
void add_region(const Region& region, double whole, Evidence& evidence);

/// Where a finding about one part belongs.
Where at_part(const Comparison& comparison, std::uint32_t part);

/// Where a finding about two parts that meet belongs: "/parts/0+1", of several joints "/parts/0+1#2"
/// (`number` from 1).
Where at_pair(const Comparison& comparison, std::uint32_t a, std::uint32_t b, float3 place, int number = 1);

/// Reports, under the rule that counts, bodies beyond those that are measured one by one: more than any split
/// has are measured as one, so that pairs stay few.
void report_too_many(const Comparison& comparison, std::string_view rule, CheckContext& context);

/// Notes that a rule cannot be decided here.
void skip_rule(CheckContext& context, std::string_view rule, std::string_view reason = "not-applicable");

}  // namespace meshgate

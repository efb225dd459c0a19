#include "formats/detail/stl_normals.h"

#include "core/text.h"

namespace meshgate {

void note_stl_normals(std::vector<NormalScan>& scans, std::uint64_t facets, FindingSink& notes) {
  NormalScan total;
  for (NormalScan& scan : scans) {
    total.mismatch.merge(std::move(scan.mismatch));
    total.opposite += scan.opposite;
  }
  if (total.mismatch.empty()) return;
  const std::uint64_t wrong = total.mismatch.count;
  Where where;
  where.tally = std::move(total.mismatch);
  where.evidence = {{"facets", static_cast<std::int64_t>(facets)},
                    {"opposite", static_cast<std::int64_t>(total.opposite)},
                    {"tolerance_deg", 20.0}};
  notes.report(
      "stl/normal-mismatch", std::move(where),
      "{} of {} {} a stored normal more than 20° off the one that the corners give ({} point the other "
      "way). Readers use one or the other: recompute the normals",
      group_digits(wrong), count_of(facets, "triangle"), wrong == 1 ? "has" : "have",
      group_digits(total.opposite));
}

}  // namespace meshgate

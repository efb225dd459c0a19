#pragma once
// Findings that a project has accepted: only new ones fail.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/geometry.h"
#include "meshgate/report.h"
#include "meshgate/result.h"

namespace meshgate {

/// One accepted finding.
struct BaselineEntry {
  std::string path;  ///< of the input, relative to the baseline's folder
  std::string rule;
  std::string element;
  std::uint64_t count = 1;
  std::string fingerprint;
  std::vector<float3> positions;  ///< of the witnesses, in the units of the file; may be empty
};

/// The accepted findings of many inputs.
struct Baseline {
  std::string folder;                  ///< that paths are relative to
  std::vector<BaselineEntry> entries;  ///< by path, rule and element
};

/// Reads a baseline file, schema meshgate-baseline/1. kConfig when it is none.
Result<Baseline> read_baseline(const std::string& path);

/// The findings of a report as a baseline for a file in `folder`: those that count and those of the baseline
/// that was used. Entries of `previous` for inputs outside the report are kept.
Baseline make_baseline(const Report& report, const std::string& folder, const Baseline* previous);

/// The text of a baseline file: one line an entry, sorted, so that changes are easy to review.
std::string render_baseline(const Baseline& baseline);

/// Moves what the baseline has accepted from `findings` to `muted`.
///
/// A finding is known when an entry of the same input and rule has its element or, after a re-export that
/// renamed elements, its place (witnesses within 1e-4 of the box's diagonal). It stays when it occurs more
/// often than accepted, or when both lists of witnesses are complete and one of them is at a new place; its
/// message and evidence then say how many are new, and witnesses at known places come last. Sets the verdict
/// anew.
void apply_baseline(const Baseline& baseline, InputReport& input);

/// Entries for inputs of the report that are gone or occur less often. Rules that were not checked stay out.
std::vector<FixedFinding> find_fixed(const Baseline& baseline, const Report& report);

}  // namespace meshgate

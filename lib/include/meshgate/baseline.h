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

/// The findings of a report as a baseline for a file in `folder`: those that count and those that the
/// baseline of the run knew. Suppressed ones stay out. What `previous` holds of other inputs, and of rules
/// that were not decided, is kept.
Baseline make_baseline(const Report& report, const std::string& folder, const Baseline* previous);

/// The text of a baseline file: one line an entry, sorted, so that changes are easy to review.
std::string render_baseline(const Baseline& baseline);

/// Moves what the baseline has accepted from `findings` to `muted`, and sets the verdict anew. Returns the
/// entries of this input that are gone or occur less often.
///
/// A finding is known when an entry of the same input and rule has its element or, after a re-export that
/// renamed elements, its places (witnesses within 1e-4 of the box's diagonal). It stays when it occurs more
/// often than accepted, or when both lists of witnesses are complete and one of them is at a new place; its
/// message and evidence then say how many are new, and witnesses at new places come first.
std::vector<FixedFinding> apply_baseline(const Baseline& baseline, InputReport& input);

}  // namespace meshgate

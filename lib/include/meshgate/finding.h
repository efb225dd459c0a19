#pragma once
// A defect of the user's asset, as data.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "meshgate/location.h"

namespace meshgate {

enum class Severity { kOff, kInfo, kWarning, kError };

/// Returns "off", "info", "warning" or "error".
std::string_view to_string(Severity severity);

/// A measured value that supports a finding. Integers stay exact; non-finite numbers become null in JSON.
using EvidenceValue = std::variant<std::int64_t, double, std::string>;
/// Named values in the order in which they are to be shown.
using Evidence = std::vector<std::pair<std::string, EvidenceValue>>;

/// One defect of one element: a rule, how often, where, and the numbers. Never one per triangle.
struct Finding {
  std::string rule;     ///< id, as "mesh/degenerate-face"
  std::string element;  ///< path inside the asset, as "/meshes/0/primitives/0"; empty = the whole file
  std::string message;  ///< what, how many, the limit and what to do, in one or two sentences
  std::uint64_t count = 1;
  std::vector<Location> locations;  ///< at most kMaxWitnesses, in the order of the asset
  Evidence evidence;
  /// Set by the gate from the profile. Before that, what the check allows at most; kOff = anything.
  Severity severity = Severity::kOff;
  std::string fix;          ///< set by the gate: the `prepare` step, or empty
  std::string fingerprint;  ///< set by the gate: stable across re-export
};

}  // namespace meshgate

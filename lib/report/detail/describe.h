#pragma once
// The words that several reports use for inputs, findings and witnesses. What comes from outside is made
// printable here; each report still escapes for its own format.
#include <cmath>
#include <string>
#include <string_view>

#include "meshgate/report.h"

namespace meshgate {

/// The metric of this name, or null when it is absent or of another type.
template <class T>
const T* find_metric(const InputReport& input, std::string_view name) {
  for (const auto& [key, value] : input.metrics) {
    if (key == name) return std::get_if<T>(&value);
  }
  return nullptr;
}

/// "glb · 1.2 MB · 12 345 triangles · 1 × 2 × 3": format, size and extent.
std::string describe_input(const InputReport& input);

/// "watertight · 1 shell · volume 8 · area 24", or what keeps the surface from being watertight; empty for
/// inputs without a surface.
std::string describe_surface(const InputReport& input);

/// "line 7 edge 1 2 (0, 1, 0)": where one witness is; empty when it says nothing.
std::string describe_location(const Location& location);

/// "at …; …; and 12 more": the first `most` witnesses of a finding and how often it occurs besides.
std::string describe_witnesses(const Finding& finding, std::size_t most);

/// A number as people write it; whole numbers keep their digits.
std::string describe_evidence(const EvidenceValue& value);

/// "true", "12 345", "0.25", "1 × 2 × 3", or the text: a metric for people.
std::string describe_metric(const MetricValue& value);

/// "1 error, 2 warnings, 1 info": what is not zero; "no findings" when all are.
std::string describe_counts(std::uint64_t errors, std::uint64_t warnings, std::uint64_t infos);

/// A path of any length, printable; `columns` characters at most with the middle left out, so that folder
/// and file name stay.
std::string short_path(std::string_view path, std::size_t columns);

/// Characters of a UTF-8 text: columns of a terminal but for wide and combining ones.
std::size_t count_columns(std::string_view text);

/// How many bytes the first `columns` characters take.
std::size_t bytes_of_columns(std::string_view text, std::size_t columns);

}  // namespace meshgate

#pragma once
// What `prepare` did, in the words that several reports use.
#include <string>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// One measure of the input beside that of the output.
struct BeforeAfter {
  std::string name;  ///< for people: "open edges"
  std::string before, after;
};

/// Size, triangles and findings, and whatever else a step can change and has changed. Of a plan only what is.
std::vector<BeforeAfter> before_and_after(const InputReport& input);

/// "largest 0.003 (0.01 % of the diagonal) at 200 000 points, 99 % below …, mean …": the distance between
/// input and output; empty when there is none to tell.
std::string describe_drift(const InputReport& input);

/// "mesh/degenerate-face (2), --target-triangles 1000": why a step ran.
std::string describe_reasons(const StepRecord& step);

/// What became of the output: "written", "unchanged: …", "not written: …", "nothing was written: a dry run".
std::string describe_outcome(const InputReport& input);

}  // namespace meshgate

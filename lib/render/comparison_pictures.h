#pragma once
// Pictures of a comparison for reports.
#include <stop_token>
#include <vector>

#include "meshgate/report.h"
#include "verify/comparison.h"

namespace meshgate {

/// The parts assembled and apart, with a colour and a name each; missing places red, foreign ones orange,
/// shared ones magenta; what is missing on the source, when something is; each joint cut open (the twelve
/// largest). As SVG. O(F + pixels) a view, O(F) a joint. Throws Cancelled.
std::vector<Picture> render_comparison(const Comparison& comparison, const std::stop_token& stop);

}  // namespace meshgate

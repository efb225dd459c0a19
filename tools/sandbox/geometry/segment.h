#pragma once
// Cutting a surface, closed or not, into regions whose faces look in about the same direction.
#include <stop_token>
#include <vector>

#include "sandbox/geometry/body.h"

namespace meshgate::sandbox {

struct SegmentOptions {
  double angle_deg = 60;        ///< how far a face may turn away from the mean of its region
  double smallest_area = 0.01;  ///< of the whole; smaller regions join the neighbour with the longest border
};

/// A number for each face, from 0 in order of the regions' area. Regions grow from the largest face that is
/// left, the face that turns least first. Deterministic. O(F log F).
std::vector<std::uint32_t> segments_of(const Body& body, const SegmentOptions& options,
                                       const std::stop_token& stop);

}  // namespace meshgate::sandbox

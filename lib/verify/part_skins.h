#pragma once
// Where on the source the skin of a part fits.
#include <stop_token>
#include <vector>

#include "verify/body.h"
#include "verify/pose.h"

namespace meshgate {

/// A pose of a part that lays its skin onto the source, and how well.
struct SkinPose {
  Similarity pose;
  double on = 0;       ///< share of the part's area on the source, normals agreeing
  double exact = 0;    ///< of what is on it: the same surface, but for rounding
  double outside = 1;  ///< share of the part's area outside of the source
  double off = 0;      ///< root mean square of the distances of the skin, units
  double way = 0;      ///< largest way of a corner of the part's box, units
};

/// All of the skin coincides with the source, and nothing of the part is outside.
bool is_perfect(const SkinPose& skin);

/// A part and where its skin is looked for. Both need prepare_queries().
struct SkinSearch {
  const Body* part = nullptr;
  const Body* source = nullptr;
  double tolerance = 0;  ///< units
};

/// Those that starts lead to and that fit: rigid moves, and reflections where a start is one. Each start is
/// followed by fit_skin. Parallel.
std::vector<SkinPose> fitting_poses(const SkinSearch& search, const std::vector<Similarity>& starts,
                                    const std::stop_token& stop);

/// Those that lay the part onto `place`, points of the source that nothing covers: as it lies, and as pairs
/// of points vote (pose_votes.h), the few best. A reflection is looked for only when no rigid move is
/// perfect, and believed only where it is. Parallel.
std::vector<SkinPose> skin_poses(const SkinSearch& search, const OrientedPoints& place,
                                 const std::stop_token& stop);

}  // namespace meshgate

#pragma once
// What of the source the result still has, and what the result has that the source had not.
#include <cstdint>
#include <deque>
#include <stop_token>
#include <vector>

#include "asset/surface_samples.h"
#include "verify/body.h"
#include "verify/closest_set.h"
#include "verify/distances.h"

namespace meshgate {

/// Distances from samples of the source to the nearest part.
struct Coverage {
  DistanceStats distances;
  double share = 0;            ///< of the source's area within the tolerance
  double displaced_share = 0;  ///< of that area: beyond the tolerance, but a part runs along it outside
  double margin_95 = 0;        ///< of the share
  double missing_area = 0;  ///< square units of the source: beyond the tolerance, and up to where it leaves
                            ///< the parts
  double buried_area =
      0;  ///< beyond the tolerance, too, but inside of another body of the source: not missing
  std::vector<Region> missing;  ///< members are numbers of samples; largest first
  std::vector<SetHit> hits;     ///< one a sample of the source

  /// What is not missing.
  [[nodiscard]] double held_share() const { return share + displaced_share; }
};

/// Finds the regions of those samples and their areas.
void set_missing(Coverage& coverage, const SurfaceSamples& source, std::vector<std::uint32_t> missing,
                 double tolerance);

/// `tolerance` is a distance in units of the source. The area of a region that is missing is counted up to
/// its rim: samples beside it belong to it when their distance is above what is usual. What lies inside of
/// `solid` on both sides may be gone, as a union of its bodies leaves it out, and is no part of the
/// distances; null: all of it counts.
Coverage measure_coverage(const SurfaceSamples& source, const Body* solid, const ClosestSet& parts,
                          double tolerance, const std::stop_token& stop);

/// Where the surface of one part lies.
struct PartSurface {
  SurfaceSamples samples;
  std::vector<ClosestHit> hits;  ///< to the source, one a sample
  enum class Place : std::uint8_t { kOnSource, kInside, kOutside };
  std::vector<Place> places;  ///< of the samples: within the tolerance, else inside of the source or outside
  double inside_area = 0;     ///< cut faces and joints
  double foreign_area = 0;
  std::vector<Region> foreign;  ///< largest first
};

/// Adds up the areas and regions of a surface from the places of its samples.
void sum_places(PartSurface& surface);

/// Takes `samples` and asks the source for each. O(samples · log).
PartSurface measure_part_surface(const Body& source, const Body& part, std::size_t samples,
                                 std::uint64_t seed, double tolerance, const std::stop_token& stop);

}  // namespace meshgate

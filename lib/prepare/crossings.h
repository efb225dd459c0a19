#pragma once
// Places where decimation made a surface cross itself.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/bit_set.h"
#include "meshgate/geometry.h"
#include "prepare/soup.h"

namespace meshgate {

/// Boxes of the faces of one surface that cross or cover others, and did not before.
struct Crossings {
  struct Place {
    Box3 box;
    std::uint32_t surface;
  };
  std::vector<Place> places;
};

/// Looks for faces of `after` that overlap another face of their surface where no face of `before` did.
/// Exact, like compute_self_intersection; a surface for which that gives up counts as free of crossings. O(n
/// log n) in the faces of `after`, and O(n) in those of `before` when there is one. Parallel.
Crossings find_new_crossings(const Soup& before, const Soup& after, const std::stop_token& stop);

/// Points of the soup inside the boxes, each made larger by `margin` times its diagonal on every side.
BitSet points_inside(const Soup& soup, const Crossings& crossings, double margin,
                     const std::stop_token& stop);

}  // namespace meshgate

#pragma once
// Places where decimation made a surface cross itself.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/facts.h"
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

/// Looks for faces of the meshes made of `before` that overlap another face of their surface where no face of
/// `before` did: asks `after` for SurfaceFacts::self_intersection(), and is as exact. A surface for which
/// that gives up counts as free of crossings. O(n) in the faces of `before` when there is one. Parallel.
Crossings find_new_crossings(const Soup& before, const AssetFacts& after, const std::stop_token& stop);

/// Points of the soup inside the boxes, each made larger by `margin` times its diagonal on every side.
BitSet points_inside(const Soup& soup, const Crossings& crossings, double margin,
                     const std::stop_token& stop);

}  // namespace meshgate

#pragma once
// Places where decimation made a surface cross itself.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "asset/facts.h"
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

/// How strict to be around places that crossed.
struct Tightening {
  double margin = 0;   ///< boxes are made larger by so many of their diagonals on every side
  float share = 0.7F;  ///< of the error that points near the place have; 0 = points must stay
};

/// Lowers the error limits (see Soup) of the points of `before` inside the boxes: to a share of the largest
/// error that a point of `after`, what was made of it, has in the same box. O(n log m).
void tighten(const Soup& before, const Soup& after, const Crossings& crossings, const Tightening& tightening,
             std::span<float> limits, const std::stop_token& stop);

}  // namespace meshgate

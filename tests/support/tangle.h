#pragma once
// Random models with defects planted at random: what the properties of steps, writers and prepare are tried
// on.
#include <cstdint>

#include "support/mesh_builder.h"

namespace meshgate::test {

/// One to three bodies that lie apart, touch in a vertex, share a wall, overlap or lie within each other;
/// then a few of: faces taken out, turned, doubled, doubled with their back, without area; fins; crumbs;
/// vertices stored twice, unused or a hair apart; coordinates that are no numbers (when `finite` is false)
/// and indices out of range. The same seed gives the same model.
Shape tangle(std::uint32_t seed, bool finite);

}  // namespace meshgate::test

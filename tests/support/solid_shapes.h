#pragma once
// Closed and open surfaces that are harder than a sphere, with a known truth.
#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "support/mesh_builder.h"

namespace meshgate::test {

/// Box with these edge lengths around the origin, every side a grid of n × n quads: 12·n² triangles, closed.
Shape grid_box(std::uint32_t n, float3 size);

/// A prism over a convex outline, counter-clockwise, from z = 0 to `height`; the sides that begin at the
/// corners in `open` are left out.
Shape prism(const std::vector<std::array<float, 2>>& outline, float height,
            const std::set<std::uint32_t>& open = {});

/// A square of n × n quads in the plane z = 0 from (0, 0) to (1, 1), open; 2·n² triangles.
Shape grid_square(std::uint32_t n);

/// A tube of radius `thickness` around the (p, q) torus knot: `rings` × `sides` quads, genus 1, closed.
Shape torus_knot(std::uint32_t p, std::uint32_t q, std::uint32_t rings, std::uint32_t sides, float thickness);

/// Zero surface of a field inside the cube [−1, 1]³ by marching tetrahedra over n³ cells: closed and manifold
/// when the field is positive on the border, wherever it cuts. Inside is negative, outward.
Shape level_set(std::uint32_t n, const std::function<double(double, double, double)>& field);

/// Balls melted together, with bumps of the given height; the seed places them. Inside the unit cube.
Shape blob(std::uint32_t n, std::uint32_t seed, double bumps);

}  // namespace meshgate::test

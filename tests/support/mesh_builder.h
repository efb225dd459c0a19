#pragma once
// Meshes with a known truth, built by code.
#include <cstdint>
#include <vector>

#include "meshgate/mesh.h"

namespace meshgate::test {

/// Positions and triangles that a test may change before it makes a Mesh.
struct Shape {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;

  [[nodiscard]] std::size_t faces() const { return indices.size() / 3; }
};

/// Axis-aligned cube with edge 2 around the origin: 8 vertices, 12 triangles, outward, closed.
Shape cube();

/// Closed torus of `rings` × `sides` quads: 2·rings·sides triangles, rings·sides vertices, genus 1, outward.
Shape torus(std::uint32_t rings, std::uint32_t sides);

Mesh make_mesh(const Shape& shape);

/// Bytes of a binary STL with the shape's triangles; normals are zero ("compute them").
std::vector<std::byte> binary_stl(const Shape& shape);

/// Shape whose triangles share no vertex: 3 vertices a face, in face order.
Shape unshared(const Shape& shape);

}  // namespace meshgate::test

#pragma once
// Meshes with a known truth, built by code.
#include <cstdint>
#include <vector>

#include "meshgate/asset.h"
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

/// Closed sphere of radius 1 around the origin: an octahedron whose faces are divided into n × n triangles;
/// 8·n² triangles, 4·n² + 2 vertices, outward. Positions are mirror images of each other, bit for bit.
Shape sphere(std::uint32_t n);

/// Both shapes in one, the second one's vertices after the first one's.
Shape joined(const Shape& one, const Shape& other);
/// Every position times `scale` plus `offset`, in float.
Shape placed(Shape shape, float scale, float3 offset);
/// All faces turned over.
Shape turned_over(Shape shape);
/// Faces in random order and each rotated at random, vertices renumbered at random; the surface is the same.
Shape shuffled(const Shape& shape, std::uint32_t seed);

/// The shape as the only mesh of an asset, ready for its facts.
Asset make_asset(const Shape& shape);

Mesh make_mesh(const Shape& shape);

/// Bytes of a binary STL with the shape's triangles; normals are zero ("compute them").
std::vector<std::byte> binary_stl(const Shape& shape);

/// The shape as an OBJ; numbers are written so that they read back bit for bit.
std::vector<std::byte> obj_text(const Shape& shape);
/// The shape as a GLB with one primitive and 32-bit indices.
std::vector<std::byte> glb_file(const Shape& shape);

/// Shape whose triangles share no vertex: 3 vertices a face, in face order.
Shape unshared(const Shape& shape);

}  // namespace meshgate::test

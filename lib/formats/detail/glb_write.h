#pragma once
// Writing binary glTF 2.0.
#include <cstdint>
#include <string>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// Triangles, and lines if there are some, in one colour; becomes a node with a mesh.
struct GlbPart {
  std::string name;
  std::vector<float3> positions;         ///< finite
  std::vector<std::uint32_t> triangles;  ///< three indices each
  std::vector<std::uint32_t> lines;      ///< two indices each
  float4 color{1, 1, 1, 1};              ///< base colour, linear
};

/// A GLB that Khronos' validator accepts without error or warning; parts without a triangle and without a
/// line are left out. O(bytes).
std::vector<std::byte> render_glb(const std::vector<GlbPart>& parts);

}  // namespace meshgate

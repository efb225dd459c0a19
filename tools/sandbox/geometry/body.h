#pragma once
// The closed surface that is cut: welded, oriented, with what its faces look like.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "meshgate/result.h"
#include "meshgate/scene.h"

namespace meshgate::sandbox {

/// Marks faces that the sandbox made: caps and joints.
inline constexpr std::uint32_t kMade = 0xFFFFFFFEU;

/// Triangles on positions without repetition.
struct Body {
  std::vector<float3> positions;
  std::vector<std::uint32_t> corners;   ///< three a face
  std::vector<float2> uvs;              ///< one a corner; (0, 0) where the source has none
  std::vector<std::uint32_t> material;  ///< one a face: into the materials of the source, kNoIndex or kMade

  [[nodiscard]] std::size_t face_count() const { return material.size(); }
  [[nodiscard]] float3 corner(std::size_t i) const { return positions[corners[i]]; }
};

/// All that a scene shows, in its own frame: transforms are applied, bit-equal positions are one, faces with
/// a repeated corner are dropped. kMalformed for an index out of range or a corner that is not finite.
Result<Body> body_of(const Scene& scene);

/// kMalformed with the reason unless every edge has two faces of opposite direction and the volume is
/// positive.
Result<bool> require_closed(const Body& body, const std::stop_token& stop);

/// The half-edge (= corner it starts at) on the other side of each; kNoIndex where there is no single one.
std::vector<std::uint32_t> twins_of(const Body& body, const std::stop_token& stop);

/// By the divergence theorem, about the centre of the box. O(F).
double volume_of(const Body& body);

Box3 box_of(const Body& body);
double diagonal_of(const Box3& box);

/// Number of the connected piece of each face, counted from 0 by first face.
std::vector<std::uint32_t> pieces_of(const Body& body, const std::vector<std::uint32_t>& twins);

/// The faces for which `keep` is true, with only their positions.
Body extract(const Body& body, const std::vector<bool>& keep);

/// Welds bit-equal positions and drops faces that lose a corner by it.
Body welded(Body body);

}  // namespace meshgate::sandbox

#pragma once
// Fewer triangles with the least change of shape; a clean closed surface stays clean and closed.
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

#include "meshgate/result.h"
#include "meshgate/scene.h"
#include "prepare/patch.h"

namespace meshgate {

class AssetFacts;
struct CheckedAsset;

/// What to reach, for all meshes of a scene together. Whatever is met first ends it.
struct DecimateOptions {
  std::uint64_t target_triangles = 0;  ///< 0 = as few as the error allows
  /// Largest error of a collapse, in units of the scene: the root mean square distance of the new vertex to
  /// the planes of all faces that it stands for. The surface may be further away at single points; measure
  /// drift.
  double max_error = std::numeric_limits<double>::infinity();
  /// Look for places where a surface crosses itself that did not before, and leave them as they were.
  bool keep_apart = true;
  /// Facts of an asset with this scene: what they know of it is not computed again. May be null.
  const AssetFacts* known = nullptr;
};

/// The decimated meshes and what became of the goal.
struct Decimated {
  std::vector<Mesh> meshes;  ///< one for each mesh of the scene, in their order; may have no face
  /// The same meshes in an asset without anything else, with the facts that were needed: what crosses.
  std::shared_ptr<const CheckedAsset> checked;
  std::uint64_t triangles_before = 0;
  std::uint64_t triangles = 0;
  std::uint64_t dropped = 0;  ///< faces left out: a repeated corner, an index out of range, NaN or infinity
  double error = 0;           ///< largest error of a collapse, as in DecimateOptions::max_error
  std::uint64_t crossing_faces = 0;  ///< that overlap others where none did before, and could not be helped
  bool reached = false;              ///< target_triangles, or max_error when there was no target
  /// When not reached: how many of the edges that are left are held by which reason.
  std::array<std::uint64_t, kHeldReasons> held{};
  /// Meshes whose faces all had normals of their own (flat shading): their normals and tangents are gone, and
  /// readers shade them flat.
  std::vector<std::uint32_t> flat_meshes;
};

/// A reason for messages, as "open borders, seams and material borders".
std::string_view to_string(Held reason);
/// Its name for reports, as "border".
std::string_view name_of(Held reason);

/// Returns the meshes of `scene` with fewer triangles.
///
/// Collapses edges by quadric error (Garland & Heckbert 1997) with placement where the error is least, under
/// the link condition: closed stays closed, manifold stays manifold, holes and handles stay. Positions are
/// welded when bit-equal, per surface, before. Open borders, seams of UV, colour or normal, and borders
/// between materials, groups and meshes stay: their vertices move along them only, both sides together; where
/// three of them meet nothing moves. Attributes are interpolated along the collapsed edge. All surfaces share
/// the budget by error in scene units. Triangles and vertices of the result are ordered for the vertex cache.
///
/// The same result for any number of threads. O(n log n); memory: about 120 bytes a triangle beside the input
/// and the result. Fails with kUsage for a max_error that is negative or NaN and with kLimit above 2^30
/// triangles; throws Cancelled and std::bad_alloc.
Result<Decimated> decimate(const Scene& scene, const DecimateOptions& options, const std::stop_token& stop);

}  // namespace meshgate

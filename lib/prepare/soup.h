#pragma once
// The surfaces of a scene as one set of triangles over welded points: what the rounds of decimation work on.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meshgate/array.h"
#include "prepare/patch.h"

namespace meshgate {

/// Faces are over points, which no two vertices at one place of a surface share; a corner's wedge says which
/// attributes it has there, so that wedges differ on the two sides of a seam.
struct Soup {
  Array<float3> points;
  Array<std::uint32_t> corners;      ///< three a face: points
  Array<std::uint32_t> wedges;       ///< three a face; empty = no attributes
  Array<std::uint32_t> labels;       ///< one a face: mesh, material, group; empty = all are alike
  std::vector<double> label_scales;  ///< by label: factor of lengths when errors are compared; empty = 1
  std::vector<std::uint32_t> label_surfaces;  ///< by label
  Array<Quadric> quadrics;                    ///< one a point, in patch units; empty before the first round
  /// One a point: largest error of a collapse that takes it, in patch units, or the surface crosses itself;
  /// below 0 = it must stay; empty = no limits.
  Array<float> error_limits;
  double unit = 1;  ///< patch units in a length of 1

  [[nodiscard]] std::size_t faces() const { return corners.size() / 3; }
};

/// Faces of a soup by group, in their order.
struct FaceGroups {
  std::vector<std::uint32_t> faces;  ///< empty = all in one group, in their order
  std::vector<std::size_t> first;    ///< of each group in `faces`, and the end
  [[nodiscard]] std::size_t face(std::size_t i) const { return faces.empty() ? i : faces[i]; }
};

/// Groups faces by the group of their label. O(F).
FaceGroups group_faces(const Soup& soup, std::span<const std::uint32_t> group_of_label, std::size_t groups);

/// A length that is typical of the edges, never 0: the median of a sample.
double typical_edge(const Soup& soup);

/// What a round is asked for.
struct RoundGoal {
  std::size_t faces = 0;      ///< as many faces are to be left
  float max_error = 3.4e38F;  ///< in patch units
  std::size_t patch_faces = 16384;
  unsigned variant = 0;  ///< where the borders between patches lie
};

/// What a round did.
struct RoundResult {
  Soup soup;
  std::vector<std::vector<WedgeBlend>> blends;  ///< of each patch, in order; patches have no wedge in common
  float error = 0;                              ///< in patch units
  bool whole = false;                           ///< there was one patch, whose borders nothing held
  std::array<std::uint64_t, kHeldReasons>
      held{};  ///< when the goal was missed: edges inside patches, by reason
};

/// Cuts the soup into patches whose borders stay, and decimates each of them as far as the goal needs, by
/// error over all patches. Parallel, the same for any number of threads.
RoundResult decimate_round(const Soup& soup, const RoundGoal& goal, const std::stop_token& stop);

}  // namespace meshgate

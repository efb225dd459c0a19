#pragma once
// What the texture coordinates of a mesh show on their own, one UV set at a time.
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include "asset/finding_sink.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// Box of UVs; empty (min > max) until one is added.
struct UvBox {
  float2 min{std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
  float2 max{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest()};

  [[nodiscard]] bool empty() const { return min.x > max.x; }
  /// The largest absolute coordinate; 0 when empty.
  [[nodiscard]] float largest() const;
  void add(float2 uv);
};

struct UvScan {
  UvBox bounds;                 ///< of the stored values that are finite
  Tally non_finite;             ///< stored values with a NaN or infinite coordinate
  Tally without;                ///< faces with a corner that has no UV
  Tally zero_area;              ///< faces with an area whose three UVs lie exactly on one line
  std::uint64_t one_point = 0;  ///< the part of `zero_area` whose three UVs are equal
  std::uint64_t judged = 0;     ///< faces with three finite UVs
};

/// One entry for each set of the mesh. Two linear passes a set, over its values and over the faces; parallel,
/// deterministic. Sets that share their data are looked at once.
std::vector<UvScan> compute_uv_scans(const Mesh& mesh, const std::stop_token& stop);

struct UvOutliers {
  Tally values;  ///< finite stored values with a coordinate beyond the limit
  UvBox others;  ///< bounds of the other finite values
};

/// Values beyond ±`max_abs`. O(values), parallel, deterministic.
UvOutliers compute_uv_outliers(const Mesh& mesh, const UvSet& uvs, double max_abs,
                               const std::stop_token& stop);

/// Faces of a range of which a corner has no UV in the set.
Tally compute_faces_without_uv(const Mesh& mesh, const UvSet& uvs, std::size_t first_face,
                               std::size_t face_count, const std::stop_token& stop);

/// Element of a finding about one set: the attribute of a glTF primitive, else the mesh.
std::string uv_element(const Mesh& mesh, std::size_t set);

}  // namespace meshgate
